"""A card says 4.7 M parameters when the graph has 1.13 M."""

from tests.registry.trees import MIRROR_CARD, replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, MIRROR_CARD, "It is a small", "With 4.7 M parameters it is a small")
