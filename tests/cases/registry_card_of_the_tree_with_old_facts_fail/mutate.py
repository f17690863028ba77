"""The rendered facts of a card are not those of the registry."""

from tests.registry.trees import PLAIN_CARD, replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, PLAIN_CARD, "| opset | 17 |", "| opset | 16 |")
