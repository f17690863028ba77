"""The front matter of a card has another licence than the registry."""

from tests.registry.trees import PLAIN_CARD, replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, PLAIN_CARD, "license: apache-2.0", "license: mit")
