"""A list that names a size has a million numbers."""

from onnx import ModelProto

from tests.cases.graphs import changed, constant


def spoil(model: ModelProto) -> None:
    helper = constant(model, "one_by_64")
    helper.dims[:] = [1024, 1024]
    helper.raw_data = bytes(8 << 20)


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
