"""A constant says in so many words that it is not external."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.data_location = 0


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
