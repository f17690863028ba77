"""The model holds a graph for training."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.training_info.add().algorithm.node.add(op_type="Evil", domain="com.evil")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
