"""A convolution cuts the map instead of adding a margin."""

from onnx import ModelProto

from tests.cases.graphs import attribute, changed, node


def spoil(model: ModelProto) -> None:
    attribute(node(model, "Conv"), "pads").ints[:] = [-1] * 4


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
