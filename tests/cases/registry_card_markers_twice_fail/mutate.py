"""A marker of a card stands twice."""

from release.card import END
from tests.registry.trees import MIRROR_CARD, replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, MIRROR_CARD, END, f"{END}\n{END}")
