"""One byte less."""


def mutate(good: bytes) -> bytes:
    return good[:-1]
