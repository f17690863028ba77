"""A convolution lets the runtime choose its margin."""

from onnx import ModelProto

from tests.cases.graphs import changed, node


def spoil(model: ModelProto) -> None:
    node(model, "Conv").attribute.add(name="auto_pad", type=3, s=b"SAME_UPPER")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
