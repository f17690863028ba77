"""A node is a sigmoid."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Sigmoid").op_type = "sigmoid"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
