"""The path climbs out of the folder."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", onnx="a/../../x.onnx")
