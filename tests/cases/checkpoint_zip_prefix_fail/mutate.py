"""A text stands before the archive."""


def mutate(good: bytes) -> bytes:
    return b"MZ" + good
