"""A metadata value is 8 MB long."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.metadata_props[0].value = "v" * (8 << 20)


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
