"""The model carries a doc string."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.doc_string = "made at home"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
