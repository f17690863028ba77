"""An attribute stands twice."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    conv = node(model, "Conv")
    conv.attribute.add().CopyFrom(conv.attribute[0])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
