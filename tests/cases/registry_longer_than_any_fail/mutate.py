"""The file is seventeen megabytes of spaces."""

from release.names import REGISTRY
from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {REGISTRY: b" " * (17 << 20)})
