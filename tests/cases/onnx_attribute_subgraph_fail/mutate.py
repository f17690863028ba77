"""An attribute holds a graph."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Relu").attribute.add(name="body", type=5).g.node.add(op_type="Loop")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
