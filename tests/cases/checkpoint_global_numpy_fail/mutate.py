"""The pickle names numpy's `_reconstruct`."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"cnumpy.core.multiarray\n_reconstruct\n")
