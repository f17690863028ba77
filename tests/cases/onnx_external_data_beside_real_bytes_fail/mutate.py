"""A constant has its bytes, and names a file as well."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.external_data.add(key="location", value="x")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
