"""A tensor is float16."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.FLOATS, b"ctorch\nHalfStorage\n")
