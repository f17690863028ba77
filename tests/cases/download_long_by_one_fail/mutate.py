"""One byte more."""


def mutate(good: bytes) -> bytes:
    return good + b"\0"
