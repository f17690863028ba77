"""A running variance is negative."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.saved(good, lambda state: state["stage1.rebnconvin.bn_s1.running_var"].fill(-1))
