"""A storage has no number format."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.FLOATS, b"ctorch.storage\nUntypedStorage\n")
