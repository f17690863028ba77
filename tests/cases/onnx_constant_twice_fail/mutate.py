"""Two constants have one name."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.initializer.add().CopyFrom(model.graph.initializer[0])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
