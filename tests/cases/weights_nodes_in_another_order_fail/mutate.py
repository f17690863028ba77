"""Two nodes that do not need each other changed places."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    at = next(i for i, n in enumerate(model.graph.node) if n.op_type == "Shape")
    model.graph.node.insert(at - 1, model.graph.node.pop(at))


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
