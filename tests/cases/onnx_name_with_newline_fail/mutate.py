"""A name holds a line break."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Relu").output[0] = "ok\n::set-output name=x::y"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
