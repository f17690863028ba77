"""A map is resized from the corner, not from the centre of a pixel."""

from onnx import ModelProto

from tests.cases.graphs import attribute, changed, node


def spoil(model: ModelProto) -> None:
    attribute(node(model, "Resize"), "coordinate_transformation_mode").s = b"asymmetric"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
