"""A convolution works in groups."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Conv").attribute.add(name="group", type=2, i=3)


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
