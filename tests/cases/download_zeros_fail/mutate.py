"""As many zeros."""


def mutate(good: bytes) -> bytes:
    return bytes(len(good))
