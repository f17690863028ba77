"""A digest stands in the prose of a card."""

from tests.registry.trees import MIRROR_CARD, SECOND, replaced


def mutate(good: bytes) -> bytes:
    return replaced(
        good, MIRROR_CARD, "## Provenance", f"## Provenance\n\n{SECOND.content_key.hex}"
    )
