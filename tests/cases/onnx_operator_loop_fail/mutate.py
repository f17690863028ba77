"""A node is a Loop."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Sigmoid").op_type = "Loop"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
