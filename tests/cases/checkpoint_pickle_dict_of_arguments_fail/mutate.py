"""OrderedDict is made from arguments."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"ccollections\nOrderedDict\n]\x85R")
