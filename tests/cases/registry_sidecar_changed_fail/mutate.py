"""A sidecar was changed, its digest in the registry not."""

from tests.registry.trees import replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, "model/tiny/plain.json", "0,", "0.5,")
