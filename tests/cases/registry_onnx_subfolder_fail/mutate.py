"""The path leads into a folder below."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", onnx="sub/plain.onnx")
