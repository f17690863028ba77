"""A convolution has a margin of 2^30 pixels."""

from onnx import ModelProto

from tests.cases.graphs import attribute, changed, node


def spoil(model: ModelProto) -> None:
    attribute(node(model, "Conv"), "pads").ints[:] = [1 << 30] * 4


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
