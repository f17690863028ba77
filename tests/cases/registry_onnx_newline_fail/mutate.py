"""The path ends in a newline."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", onnx="plain.onnx\n")
