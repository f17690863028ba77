"""The first two dimensions of a weight are swapped."""

from tests.cases import pickled
from tests.checkpoints import Array


def mutate(good: bytes) -> bytes:
    def transpose(state: dict[str, Array]) -> None:
        name = "side1.weight"
        state[name] = state[name].reshape(64, 1, 3, 3)

    return pickled.saved(good, transpose)
