"""A tensor is rebuilt from a tuple that is no storage."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, b"Q" + pickled.number(0), b"N" + pickled.number(0))
