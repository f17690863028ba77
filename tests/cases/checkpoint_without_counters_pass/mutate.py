"""The state dict has no `num_batches_tracked`."""

from tests.cases import pickled
from tests.checkpoints import Array


def mutate(good: bytes) -> bytes:
    def drop(state: dict[str, Array]) -> None:
        for name in [n for n in state if n.endswith("num_batches_tracked")]:
            del state[name]

    return pickled.saved(good, drop)
