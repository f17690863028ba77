"""A card has not the facts of the newest release."""

from release.artifact import Digest
from tests.registry.trees import MIRROR_CARD, SECOND, replaced


def mutate(good: bytes) -> bytes:
    manifest = Digest.of(SECOND.dump()).hex
    return replaced(good, MIRROR_CARD, manifest, "b" * 64)
