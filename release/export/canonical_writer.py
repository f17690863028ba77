"""Writing a graph in its canonical form (an edge: onnx): names say where a tensor stands."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from onnx import NodeProto, TensorProto, helper, numpy_helper

Array = npt.NDArray[np.generic]
Attribute = int | float | str | list[int]

OPSET, IR = 17, 8
"""Written into every canonical form, whatever the exporter's own numbers were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node while it is being rewritten: its lists change, its operator does not."""

    operator: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, Attribute]


class Canonical:
    """Writes the nodes in the order given; names say where a tensor stands, never what it was."""

    def __init__(self, constants: dict[str, Array], image: str, output: str) -> None:
        """Start with the names of the two ends, and the constants that nodes may ask for."""
        self._constants = constants
        self._names = {image: "input", output: "output"}
        self._tensors: dict[tuple[str, tuple[int, ...], bytes], TensorProto] = {}
        self._nodes: list[NodeProto] = []

    def add(self, node: Node, attributes: dict[str, Attribute]) -> None:
        """Add `node` with these attributes; its inputs have names already."""
        inputs = [self._name(name) for name in node.inputs]
        while inputs and not inputs[-1]:
            inputs.pop()
        outputs = [self._names.setdefault(name, f"t{len(self._names)}") for name in node.outputs]
        proto = helper.make_node(node.operator, inputs, outputs)
        proto.attribute.extend(helper.make_attribute(k, attributes[k]) for k in sorted(attributes))
        self._nodes.append(proto)

    def dump(self, image: tuple[int, ...], output: tuple[int, ...]) -> bytes:
        """Return the model's bytes; the arguments are the shapes of both ends."""
        ends = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))
            for name, shape in (("input", image), ("output", output))
        ]
        constants = list(self._tensors.values())
        graph = helper.make_graph(self._nodes, "canonical", ends[:1], ends[1:], constants)
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=IR, producer_name="")
        return bytes(model.SerializeToString(deterministic=True))

    def _name(self, name: str) -> str:
        if not name or name in self._names:
            return self._names.get(name, "")
        array = self._constants[name]
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._tensors:
            tensor = numpy_helper.from_array(np.ascontiguousarray(array).reshape(array.shape))
            tensor.name = f"c{len(self._tensors)}"
            self._tensors[key] = tensor
        return self._tensors[key].name


def walk(nodes: list[Node], output: str) -> list[Node]:
    """Return the nodes that `output` needs, each behind its inputs, left before right."""
    makers = {name: node for node in nodes for name in node.outputs}
    order: dict[int, Node] = {}
    stack = [(makers[output], 0)] if output in makers else []
    while stack:
        node, place = stack.pop()
        if id(node) in order:
            continue
        if place == len(node.inputs):
            order[id(node)] = node
            continue
        stack.append((node, place + 1))
        maker = makers.get(node.inputs[place])
        if maker is not None and id(maker) not in order:
            stack.append((maker, 0))
    return list(order.values())
