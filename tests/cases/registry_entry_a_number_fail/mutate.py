"""An entry is a number."""

from tests.registry.trees import edited


def mutate(good: bytes) -> bytes:
    return edited(good, lambda models: models.insert(0, 1))  # type: ignore[arg-type] # that is the point
