"""Two constants changed places in the file."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    first = model.graph.initializer.pop(0)
    model.graph.initializer.append(first)


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
