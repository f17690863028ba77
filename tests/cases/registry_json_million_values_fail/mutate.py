"""The list of models holds half a million empty tables."""

from release.names import REGISTRY
from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {REGISTRY: b'{"models":[' + b"{}," * 500_000 + b"{}]}"})
