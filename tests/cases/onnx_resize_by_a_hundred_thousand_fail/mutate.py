"""A map is resized by a factor of 100,000."""

from onnx import ModelProto

from tests.cases.graphs import changed, constant, node, set_numbers


def spoil(model: ModelProto) -> None:
    resize = node(model, "Resize")
    model.graph.initializer.add(name="scales", dims=[4], data_type=1)
    set_numbers(constant(model, "scales"), [1, 1, 1e5, 1e5])
    resize.input[:] = [resize.input[0], "", "scales"]


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
