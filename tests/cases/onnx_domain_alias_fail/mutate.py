"""A node is of the domain ai.onnx."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Sigmoid").domain = "ai.onnx"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
