"""The file ends inside a number."""


def mutate(good: bytes) -> bytes:
    return good + b"\x80"
