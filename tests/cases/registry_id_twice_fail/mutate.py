"""An entry stands twice."""

from tests.registry.trees import edited


def mutate(good: bytes) -> bytes:
    return edited(good, lambda models: models.insert(0, models[0]))
