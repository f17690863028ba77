"""The budget is NaN."""

from release.names import REGISTRY
from tests.registry.trees import replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, REGISTRY, "0.01", "NaN")
