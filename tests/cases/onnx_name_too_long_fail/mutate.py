"""A name has 129 characters."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.node[0].name = "n" * 129


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
