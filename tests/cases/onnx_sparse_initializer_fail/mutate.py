"""A sparse constant claims 2^33 numbers."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    sparse = model.graph.sparse_initializer.add()
    sparse.dims.extend([1 << 33])
    sparse.values.name = "w"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
