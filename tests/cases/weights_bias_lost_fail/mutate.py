"""The bias of the last convolution is zero."""

from onnx import ModelProto

from tests.cases.graphs import changed, constant, set_numbers


def spoil(model: ModelProto) -> None:
    set_numbers(constant(model, "outconv.bias"), [0])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
