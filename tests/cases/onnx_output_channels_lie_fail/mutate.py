"""The output claims three channels."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 3


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
