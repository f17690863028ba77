"""Functions call each other twice, 28 levels deep."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    for i in range(28):
        function = model.functions.add(name=f"F{i}", domain="d")
        for _ in range(2):
            function.node.add(op_type=f"F{i + 1}", domain="d", input=["a"], output=["b"])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
