"""BUILD sets the state of a list."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"]}b")
