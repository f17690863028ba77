"""A model has no sidecar."""

from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {"model/tiny/plain.json": None})
