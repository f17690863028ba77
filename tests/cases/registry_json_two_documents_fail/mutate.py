"""A second document follows the first."""

from release.names import REGISTRY
from tests.registry.trees import put, read


def mutate(good: bytes) -> bytes:
    return put(good, {REGISTRY: read(good, REGISTRY) * 2})
