"""A node is of the domain com.evil."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Sigmoid").domain = "com.evil"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
