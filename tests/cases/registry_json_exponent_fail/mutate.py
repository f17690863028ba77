"""An opset is written with an exponent."""

from release.names import REGISTRY
from tests.registry.trees import replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, REGISTRY, '"opset": 17', '"opset": 1e308')
