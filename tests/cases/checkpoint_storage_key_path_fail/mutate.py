"""The key of a storage is a path out of the archive."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.text("797"), pickled.text("../../secret"))
