"""A text holds half of a surrogate pair, as an escape."""

from release.names import REGISTRY
from tests.registry.trees import replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, REGISTRY, "squatted", "\\ud800")
