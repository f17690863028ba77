"""A constant lies in a file named by an absolute path."""

from onnx import ModelProto, TensorProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/hostname")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
