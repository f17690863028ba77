"""The path has a zero byte in it."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", onnx="plain.onnx\0.onnx")
