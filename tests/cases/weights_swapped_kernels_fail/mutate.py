"""Two kernels of the same shape changed places."""

from onnx import ModelProto

from tests.cases.graphs import changed, constant


def spoil(model: ModelProto) -> None:
    one, two = (constant(model, f"stage2.rebnconv{i}.weight") for i in (2, 3))
    one.raw_data, two.raw_data = two.raw_data, one.raw_data


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
