"""An operator's name goes on behind a zero byte."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Sigmoid").op_type = "Sigmoid\0Evil"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
