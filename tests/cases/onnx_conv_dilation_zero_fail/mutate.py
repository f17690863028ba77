"""A convolution has a dilation of zero."""

from onnx import ModelProto

from tests.cases.graphs import attribute, changed, node


def spoil(model: ModelProto) -> None:
    attribute(node(model, "Conv"), "dilations").ints[:] = [0, 0]


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
