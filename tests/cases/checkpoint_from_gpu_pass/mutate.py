"""A tensor was saved from `cuda:0`."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.text("cpu"), pickled.text("cuda:0"))
