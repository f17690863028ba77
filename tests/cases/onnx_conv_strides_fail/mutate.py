"""A convolution skips every second pixel."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Conv").attribute.add(name="strides", type=7, ints=[2, 2])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
