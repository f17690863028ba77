"""A memo is read that was never written."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"h\x63")
