"""A storage class is called in place of the function that rebuilds a tensor."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.REBUILD + b"(", pickled.FLOATS + b"(")
