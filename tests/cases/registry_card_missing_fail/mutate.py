"""A model has no card."""

from tests.registry.trees import PLAIN_CARD, put


def mutate(good: bytes) -> bytes:
    return put(good, {PLAIN_CARD: None})
