"""The input is an image of 2^40 rows."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[2].dim_value = 1 << 40


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
