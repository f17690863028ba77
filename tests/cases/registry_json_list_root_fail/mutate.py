"""The file is a list."""

from release.names import REGISTRY
from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {REGISTRY: b"[]"})
