"""The first 4096 bytes are missing."""


def mutate(good: bytes) -> bytes:
    return good[4096:]
