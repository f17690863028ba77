"""SETITEMS has a key without a value."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"}(Nu")
