"""The mode of a resize is left out."""

from onnx import ModelProto

from tests.cases.graphs import attribute, changed, node


def spoil(model: ModelProto) -> None:
    resize = node(model, "Resize")
    resize.attribute.remove(attribute(resize, "mode"))


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
