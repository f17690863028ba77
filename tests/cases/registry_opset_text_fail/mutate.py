"""The opset is a text."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", opset="17")
