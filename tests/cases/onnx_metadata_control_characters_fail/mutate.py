"""A metadata value moves the cursor of a terminal."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.metadata_props[0].value = "licence\x1b[2Jgone"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
