"""An attribute says that it is a number, and holds a list."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Conv").attribute[0].type = 2


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
