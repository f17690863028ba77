"""A constant is of a type that does not exist."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.data_type = 99


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
