"""Two nodes give the same name."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.node[1].output[0] = model.graph.node[0].output[0]


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
