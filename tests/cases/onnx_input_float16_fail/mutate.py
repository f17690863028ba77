"""The input is of half precision."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.input[0].type.tensor_type.elem_type = 10


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
