"""A map is resized to a batch of two."""

from onnx import ModelProto

from tests.cases.graphs import changed, constant


def spoil(model: ModelProto) -> None:
    helper = constant(model, "one_by_64")
    helper.raw_data = (2).to_bytes(8, "little") + (64).to_bytes(8, "little")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
