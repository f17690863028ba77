"""A node reads what a later node gives."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    first = model.graph.node.pop(0)
    model.graph.node.append(first)


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
