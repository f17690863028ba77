"""A weight has the size it has in U2NET, the large sister."""

import numpy as np

from tests.cases import pickled
from tests.checkpoints import Array


def mutate(good: bytes) -> bytes:
    def widen(state: dict[str, Array]) -> None:
        state["stage1.rebnconv1.conv_s1.weight"] = np.zeros((32, 64, 3, 3), np.float32)

    return pickled.saved(good, widen)
