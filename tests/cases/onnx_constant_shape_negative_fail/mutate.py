"""A constant has minus one rows."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    del tensor.dims[:]
    tensor.dims.extend([-1, 3, 3, 3])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
