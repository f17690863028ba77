"""A constant holds its numbers as a list instead of raw bytes."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[1]
    tensor.float_data.extend([0.0] * 64)
    tensor.ClearField("raw_data")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
