"""The output is the first side map, not the fused one."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.node[-1].input[0] = "side1.conv"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
