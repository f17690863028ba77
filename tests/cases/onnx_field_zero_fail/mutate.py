"""A field has the number zero."""


def mutate(good: bytes) -> bytes:
    return good + bytes(2)
