"""The graph gives no output."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    del model.graph.output[:]


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
