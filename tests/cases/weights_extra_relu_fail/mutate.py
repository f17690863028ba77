"""One node more than upstream's code has, without an effect."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    user = next(
        n for n in model.graph.node if n.input[0] == "stage1.rebnconvin" and n.op_type == "Conv"
    )
    user.input[0] = "again"
    again = model.graph.node.add(
        op_type="Relu", name="again", input=["stage1.rebnconvin"], output=["again"]
    )
    model.graph.node.insert(2, again)
    del model.graph.node[-1]


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
