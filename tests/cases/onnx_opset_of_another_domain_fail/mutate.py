"""The model names the operator set of another domain."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.opset_import[0].domain = "com.microsoft"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
