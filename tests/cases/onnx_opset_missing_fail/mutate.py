"""The model names no operator set."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    del model.opset_import[:]


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
