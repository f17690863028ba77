"""Maps are joined side by side instead of one behind the other."""

from onnx import ModelProto

from tests.cases.graphs import attribute, changed, node


def spoil(model: ModelProto) -> None:
    attribute(node(model, "Concat"), "axis").i = 2


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
