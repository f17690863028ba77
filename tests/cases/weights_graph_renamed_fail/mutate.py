"""The graph has another name."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.name = "u2net"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
