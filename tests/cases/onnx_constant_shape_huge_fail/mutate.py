"""A constant claims 2^40 numbers."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    del tensor.dims[:]
    tensor.dims.extend([1 << 40])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
