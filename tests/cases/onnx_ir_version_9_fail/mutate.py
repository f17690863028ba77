"""The file is of IR version 9."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.ir_version = 9


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
