"""The registry is a symbolic link."""

from release.names import REGISTRY
from tests.registry.trees import Link, put, read


def mutate(good: bytes) -> bytes:
    return put(good, {REGISTRY: Link("elsewhere"), "model/tiny/elsewhere": read(good, REGISTRY)})
