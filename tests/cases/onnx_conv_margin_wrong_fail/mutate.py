"""A convolution has one pixel of margin too much."""

from onnx import ModelProto

from tests.cases.graphs import attribute, changed, node


def spoil(model: ModelProto) -> None:
    attribute(node(model, "Conv"), "pads").ints[:] = [2] * 4


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
