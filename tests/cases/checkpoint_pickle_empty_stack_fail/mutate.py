"""A call has nothing to call."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"R")
