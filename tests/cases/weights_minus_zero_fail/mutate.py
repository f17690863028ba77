"""A weight of zero became minus zero."""

from onnx import ModelProto

from tests.cases.graphs import changed, constant, numbers_of, set_numbers


def spoil(model: ModelProto) -> None:
    tensor = constant(model, "side1.weight")
    set_numbers(tensor, -numbers_of(tensor))


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
