"""A map is resized by the nearest pixel."""

from onnx import ModelProto

from tests.cases.graphs import attribute, changed, node


def spoil(model: ModelProto) -> None:
    attribute(node(model, "Resize"), "mode").s = b"nearest"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
