"""The pickle names an attribute of an allowed global."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"ccollections\nOrderedDict.__init_subclass__\n")
