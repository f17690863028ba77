"""The output has another name."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.node[-1].output[0] = "saliency"
    model.graph.output[0].name = "saliency"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
