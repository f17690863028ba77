"""The front matter uses more of YAML than a plain text."""

from tests.registry.trees import PLAIN_CARD, replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, PLAIN_CARD, "license: apache-2.0", "license: !!python/object:x")
