"""The graph says how a tensor was quantised."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.quantization_annotation.add(tensor_name="input")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
