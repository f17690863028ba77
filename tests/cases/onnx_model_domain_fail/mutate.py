"""The model is in a domain."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.domain = "com.evil"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
