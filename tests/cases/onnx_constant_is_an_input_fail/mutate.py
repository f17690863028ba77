"""A constant is also listed as an input."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.input.add().CopyFrom(model.graph.input[0])
    model.graph.input[1].name = model.graph.initializer[0].name


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
