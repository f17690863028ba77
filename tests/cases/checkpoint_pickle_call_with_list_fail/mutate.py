"""A function is called with a list of arguments."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"ccollections\nOrderedDict\n]R")
