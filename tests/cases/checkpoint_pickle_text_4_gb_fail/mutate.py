"""A text claims 4 GB."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"X\xff\xff\xff\xff")
