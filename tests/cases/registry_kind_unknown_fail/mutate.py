"""The kind is none of the three."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", kind="saliency")
