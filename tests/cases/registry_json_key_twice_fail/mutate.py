"""A key stands twice in one entry."""

from release.names import REGISTRY
from tests.registry.trees import replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, REGISTRY, '"smoke": false', '"smoke": true, "smoke": false')
