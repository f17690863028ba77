"""A constant has no shape."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[1]
    del tensor.dims[:]
    tensor.raw_data = bytes(4)


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
