"""A weight is declared as int64: twice as many bytes as there are."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.FLOATS, b"ctorch\nLongStorage\n")
