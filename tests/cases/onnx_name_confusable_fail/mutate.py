"""A name holds a letter that only looks like ours."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.node[0].name = "st\u0430ge1"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
