"""The graph gives a second output."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.output.add().CopyFrom(model.graph.output[0])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
