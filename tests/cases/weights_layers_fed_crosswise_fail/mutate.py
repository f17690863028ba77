"""Two layers read each other's input."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    joins = [n for n in model.graph.node if n.op_type == "Concat" and len(n.input) == 2]
    join = next(j for j in joins if j.attribute[0].i == 1)
    join.input[0], join.input[1] = join.input[1], join.input[0]


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
