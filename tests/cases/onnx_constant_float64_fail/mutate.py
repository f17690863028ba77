"""A constant is of double precision."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.data_type = 11


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
