"""One byte stands behind the last storage."""


def mutate(good: bytes) -> bytes:
    return good + b"\0"
