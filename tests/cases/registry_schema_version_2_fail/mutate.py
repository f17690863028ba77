"""The version of the format is not known."""

from release.names import REGISTRY
from tests.registry.trees import replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, REGISTRY, '"schema_version": 1', '"schema_version": 2')
