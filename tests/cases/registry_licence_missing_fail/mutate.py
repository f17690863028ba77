"""An entry has no licence."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", license=None)
