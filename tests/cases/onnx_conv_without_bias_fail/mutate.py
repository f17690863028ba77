"""A convolution has no bias."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    del node(model, "Conv").input[2]


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
