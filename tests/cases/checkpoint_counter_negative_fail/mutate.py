"""A counter of batches is negative."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.saved(
        good, lambda state: state["stage1.rebnconvin.bn_s1.num_batches_tracked"].fill(-1)
    )
