"""The same weights in the format before PyTorch 1.6."""

from tests.cases import pickled
from tests.checkpoints import torch_legacy


def mutate(good: bytes) -> bytes:
    return torch_legacy(pickled.arrays(good))
