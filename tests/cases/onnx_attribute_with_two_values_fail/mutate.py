"""An attribute says that it is a list, and holds a number as well."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Conv").attribute[0].i = 1


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
