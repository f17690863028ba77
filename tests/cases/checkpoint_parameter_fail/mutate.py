"""An entry is a Parameter, not a tensor."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.REBUILD, b"ctorch._utils\n_rebuild_parameter\n")
