"""A constant lies in a file beside the model, as dynamo writes it by default."""

from onnx import ModelProto, TensorProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="u2netp_mirror_v1.onnx.data")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
