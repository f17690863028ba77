"""A release is marked as a fixture."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "v2", smoke=True)
