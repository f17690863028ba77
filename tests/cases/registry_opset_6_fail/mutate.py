"""The opset is older than the runtimes load."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", opset=6)
