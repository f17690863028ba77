"""A constant has fewer bytes than its shape asks for."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.raw_data = tensor.raw_data[:-4]


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
