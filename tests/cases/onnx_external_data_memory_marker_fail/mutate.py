"""A constant claims to lie at an address in memory."""

from onnx import ModelProto, TensorProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="*/_ORT_MEM_ADDR_/*")
    tensor.external_data.add(key="offset", value="4096")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
