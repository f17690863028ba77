"""An attribute refers to one of a function."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Concat").attribute[0].ref_attr_name = "axis"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
