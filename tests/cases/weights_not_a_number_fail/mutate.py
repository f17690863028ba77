"""One weight is not a number."""

from onnx import ModelProto

from tests.cases.graphs import changed, constant, numbers_of, set_numbers


def spoil(model: ModelProto) -> None:
    tensor = constant(model, "outconv.weight")
    set_numbers(tensor, [float("nan"), *numbers_of(tensor)[1:]])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
