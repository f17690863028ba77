"""The model names a producer."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.producer_name = "pytorch"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
