"""The graph is of opset 9999."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.opset_import[0].version = 9999


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
