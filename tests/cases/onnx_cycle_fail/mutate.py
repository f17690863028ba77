"""Two nodes wait for each other."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    relu = node(model, "Relu")
    relu.input[0] = model.graph.output[0].name


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
