"""A pin still has the words of its scaffold."""

from release.card import PLACEHOLDER
from tests.registry.trees import replaced


def mutate(good: bytes) -> bytes:
    return replaced(good, "model/u2netp_mirror.toml", "linxiaohui/image-service", PLACEHOLDER)
