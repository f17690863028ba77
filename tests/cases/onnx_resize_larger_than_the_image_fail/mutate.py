"""A map is made larger than the image."""

from onnx import ModelProto

from tests.cases.graphs import changed, constant, node, set_numbers


def spoil(model: ModelProto) -> None:
    model.graph.initializer.add(name="scales", dims=[4], data_type=1)
    set_numbers(constant(model, "scales"), [1, 1, 2, 2])
    node(model, "Conv").input[0] = "larger"
    larger = model.graph.node.add(
        op_type="Resize", input=["input", "", "scales"], output=["larger"]
    )
    larger.attribute.extend(node(model, "Resize").attribute)
    model.graph.node.insert(0, model.graph.node.pop())


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
