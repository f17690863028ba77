"""A map is resized to 2^40 channels."""

from onnx import ModelProto

from tests.cases.graphs import changed, constant


def spoil(model: ModelProto) -> None:
    helper = constant(model, "one_by_64")
    helper.raw_data = (1).to_bytes(8, "little") + (1 << 40).to_bytes(8, "little")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
