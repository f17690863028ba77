"""A card does not say what the model cannot do."""

from tests.registry.trees import PLAIN_CARD, replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, PLAIN_CARD, "## Limitations", "## Praise")
