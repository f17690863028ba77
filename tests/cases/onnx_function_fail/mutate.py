"""The model brings a function of its own."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.functions.add(name="f", domain="d")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
