"""A text is not UTF-8."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"X\x01\x00\x00\x00\xff")
