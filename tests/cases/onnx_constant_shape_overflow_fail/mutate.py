"""The numbers of a constant, multiplied, exceed 64 bits."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    del tensor.dims[:]
    tensor.dims.extend([1 << 62, 4])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
