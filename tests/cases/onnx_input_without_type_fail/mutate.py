"""The input has no type."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.input[0].ClearField("type")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
