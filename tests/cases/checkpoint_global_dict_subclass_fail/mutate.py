"""The pickle names a dict that calls a function for missing keys."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"ccollections\ndefaultdict\n")
