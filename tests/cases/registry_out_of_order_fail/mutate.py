"""The entries are not sorted."""

from tests.registry.trees import edited


def mutate(good: bytes) -> bytes:
    return edited(good, lambda models: models.reverse())
