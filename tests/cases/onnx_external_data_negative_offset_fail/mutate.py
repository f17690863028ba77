"""A constant lies before the start of another file."""

from onnx import ModelProto, TensorProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="u2netp.onnx")
    tensor.external_data.add(key="offset", value="-5")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
