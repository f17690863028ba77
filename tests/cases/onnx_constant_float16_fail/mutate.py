"""A constant is of half precision."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.data_type = 10


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
