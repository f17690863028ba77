"""The batch is free."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_param = "batch"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
