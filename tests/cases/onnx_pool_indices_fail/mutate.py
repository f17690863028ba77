"""Pooling also gives the places of its maxima."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "MaxPool").output.append("places")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
