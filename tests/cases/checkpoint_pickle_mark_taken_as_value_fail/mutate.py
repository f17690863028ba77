"""A tuple is made of a mark."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"(\x85")
