"""A tensor is bfloat16."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.FLOATS, b"ctorch\nBFloat16Storage\n")
