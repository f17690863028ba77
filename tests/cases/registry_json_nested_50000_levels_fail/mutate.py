"""The list of models holds a list in a list, fifty thousand deep."""

from release.names import REGISTRY
from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {REGISTRY: b'{"models":' + b"[" * 50_000 + b"]" * 50_000 + b"}"})
