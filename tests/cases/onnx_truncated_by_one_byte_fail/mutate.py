"""The last byte is missing."""


def mutate(good: bytes) -> bytes:
    return good[:-1]
