"""A constant is of text."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.data_type = 8


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
