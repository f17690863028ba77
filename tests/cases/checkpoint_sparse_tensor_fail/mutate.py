"""An entry is a sparse tensor."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.REBUILD, b"ctorch._utils\n_rebuild_sparse_tensor\n")
