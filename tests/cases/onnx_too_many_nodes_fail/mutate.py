"""The graph has 100,000 nodes."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    for i in range(100_000):
        model.graph.node.add(op_type="Relu", input=["input"], output=[f"t{i}"])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
