"""One entry is too many."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.saved(good, lambda state: state.update({"extra.weight": state["side1.bias"]}))
