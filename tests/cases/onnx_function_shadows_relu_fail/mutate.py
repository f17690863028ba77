"""A function is called like an operator of ONNX."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    function = model.functions.add(name="Relu", domain="")
    function.node.add(op_type="Neg", input=["X"], output=["Y"])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
