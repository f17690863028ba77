"""The model names a second operator set."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.opset_import.add(domain="com.evil", version=1)


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
