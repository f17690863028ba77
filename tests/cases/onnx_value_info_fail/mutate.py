"""The graph names a type of an inner value."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.value_info.add(name="stage1")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
