"""Pooling drops an odd last row."""

from onnx import ModelProto

from tests.cases.graphs import attribute, changed, node


def spoil(model: ModelProto) -> None:
    attribute(node(model, "MaxPool"), "ceil_mode").i = 0


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
