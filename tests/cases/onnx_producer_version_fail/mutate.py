"""The model names the version of a producer."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.producer_version = "2.13.0"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
