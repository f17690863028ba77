"""One byte stands behind the archive."""


def mutate(good: bytes) -> bytes:
    return good + b"\0"
