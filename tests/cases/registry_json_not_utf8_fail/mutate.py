"""The file is in Latin-1."""

from release.names import REGISTRY
from tests.registry.trees import put, read


def mutate(good: bytes) -> bytes:
    return put(good, {REGISTRY: read(good, REGISTRY).replace(b"Smoke", b"Sm\xf6ke")})
