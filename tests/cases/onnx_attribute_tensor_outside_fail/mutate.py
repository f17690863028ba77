"""An attribute holds a tensor that lies in a file."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    tensor = node(model, "Relu").attribute.add(name="value", type=4).t
    tensor.external_data.add(key="location", value="../secret.bin")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
