"""Each node joins the last map with itself."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    last = "input"
    for i in range(100):
        join = model.graph.node.add(
            op_type="Concat", name=f"j{i}", input=[last, last], output=[f"j{i}"]
        )
        join.attribute.add(name="axis", type=2, i=1)
        last = f"j{i}"


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
