"""A constant is read by no node."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.initializer.add(name="spare", dims=[1], data_type=1, raw_data=bytes(4))


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
