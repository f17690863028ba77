"""A node's output is read by nobody."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.node.add(op_type="Relu", name="dead", input=["input"], output=["dead"])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
