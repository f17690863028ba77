"""The graph is of opset 18."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.opset_import[0].version = 18


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
