"""The path is absolute."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", onnx="/etc/x.onnx")
