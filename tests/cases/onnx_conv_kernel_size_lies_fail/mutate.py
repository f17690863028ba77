"""A convolution says another kernel size than its weight has."""

from onnx import ModelProto

from tests.cases.graphs import attribute, changed, node


def spoil(model: ModelProto) -> None:
    attribute(node(model, "Conv"), "kernel_shape").ints[:] = [1, 1]


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
