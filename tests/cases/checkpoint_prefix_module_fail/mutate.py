"""All names begin with `module.`."""

from tests.cases import pickled
from tests.checkpoints import Array


def mutate(good: bytes) -> bytes:
    def prefix(state: dict[str, Array]) -> None:
        for name in list(state):
            state[f"module.{name}"] = state.pop(name)

    return pickled.saved(good, prefix)
