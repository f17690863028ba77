"""Two constants of the same shape changed names."""

from onnx import ModelProto

from tests.cases.graphs import changed, constant


def spoil(model: ModelProto) -> None:
    one, two = (constant(model, f"stage2.rebnconv{i}.weight") for i in (2, 3))
    one.name, two.name = two.name, one.name


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
