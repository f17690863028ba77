"""The input is a list of tensors."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    kind = model.graph.input[0].type
    kind.Clear()
    kind.sequence_type.elem_type.tensor_type.elem_type = 1


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
