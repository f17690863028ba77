"""A card still has the words of its scaffold."""

from release.card import PLACEHOLDER
from tests.registry.trees import PLAIN_CARD, replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, PLAIN_CARD, "It is so.", PLACEHOLDER)
