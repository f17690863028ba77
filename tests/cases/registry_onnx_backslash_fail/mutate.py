"""The path is one for Windows."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", onnx="..\\plain.onnx")
