"""The path is in upper case."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", onnx="Plain.onnx")
