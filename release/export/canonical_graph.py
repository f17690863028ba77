"""The canonical form of an inference graph: the same bytes, whoever exported it (an edge: onnx).

Exporters differ in names, order, constants, shape arithmetic, defaults written out, batch norm
folded or not. The canonical form has one answer to each of these, so two graphs that say the same
are equal byte for byte, and no tolerance is needed. Only for graphs of one fixed image size.
"""

from collections import Counter

import numpy as np
import numpy.typing as npt
import onnx
from onnx import (
    AttributeProto,
    GraphProto,
    ModelProto,
    NodeProto,
    helper,
    numpy_helper,
)
from onnx.reference import ReferenceEvaluator

from release.errors import ParityError
from release.export.canonical_writer import Array, Attribute, Canonical, Node, walk

_ARITHMETIC = frozenset({"Cast", "Concat", "Gather", "Identity", "Slice", "Squeeze", "Unsqueeze"})
"""What exporters compute shapes with; folded when every input is a constant."""

_WITH_SCALES = 3
"""The number of inputs of a Resize that is told scales; one that is told sizes has four."""

_NORMAL: dict[str, dict[str, object]] = {
    "Conv": {"dilations": [1, 1], "strides": [1, 1], "pads": [0] * 4},
    "MaxPool": {"dilations": [1, 1], "pads": [0] * 4},
}
"""Defaults that the schema leaves to the number of dimensions."""

_MEANINGLESS = {"linear": frozenset({"nearest_mode", "cubic_coeff_a", "extrapolation_value"})}
"""Attributes of Resize that its mode never reads; one exporter writes them."""


def canonical_form(graph: bytes, *, height: int, width: int) -> bytes:
    """Return the canonical form of the ONNX model `graph` for images of that size.

    Raises ParityError for a graph that has none: other operator sets, functions, sizes that do not
    become constants, batch normalisation without a convolution before it.
    """
    model = _read(graph)
    _fix_size(model.graph, height, width)
    return _Form(_inferred(model)).dump()


def _read(graph: bytes) -> ModelProto:
    try:
        return onnx.load_model_from_string(graph)
    except Exception as error:  # protobuf's class moves between its versions
        raise _none(f"cannot be parsed: {error}") from error


def _fix_size(graph: GraphProto, height: int, width: int) -> None:
    constants = {tensor.name for tensor in graph.initializer}
    images = [value for value in graph.input if value.name not in constants]
    if len(images) != 1 or len(graph.output) != 1:
        raise _none("has more than one input or output")
    for value, channels in ((images[0], 3), (graph.output[0], 1)):
        del value.type.tensor_type.shape.dim[:]
        for n in (1, channels, height, width):
            value.type.tensor_type.shape.dim.add(dim_value=n)


def _inferred(model: ModelProto) -> ModelProto:
    opsets = {o.domain for o in model.opset_import}
    if opsets - {"", "ai.onnx"} or model.functions:
        raise _none("has functions, or operators that are not ONNX's own")
    try:
        return onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    except onnx.shape_inference.InferenceError as error:
        raise _none(f"has shapes that do not fit: {error}") from error


class _Form:
    """Rewrites one graph step by step; each step has one answer."""

    def __init__(self, model: ModelProto) -> None:
        graph = model.graph
        self._opset = max(o.version for o in model.opset_import)
        self._constants = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        self._shapes = _static_shapes(graph)
        self._alias: dict[str, str] = {}
        self._nodes: list[Node] = []
        for node in graph.node:
            self._take(node)
        self._input = next(v.name for v in graph.input if v.name not in self._constants)
        self._output = self._real(graph.output[0].name)
        self._fold_norms()

    def dump(self) -> bytes:
        """Return the bytes: nodes from the output backwards, tensors named by their place."""
        writer = Canonical(self._constants, self._input, self._output)
        for node in walk(self._nodes, self._output):
            writer.add(node, self._plain_attributes(node))
        return writer.dump(self._shapes[self._input], self._shapes[self._output])

    def _real(self, name: str) -> str:
        return self._alias.get(name, name)

    def _take(self, proto: NodeProto) -> None:
        """Keep a node, unless it is only another way to write a constant."""
        attributes = {a.name: _attribute(a) for a in proto.attribute}
        node = Node(
            operator=proto.op_type,
            inputs=[self._real(name) for name in proto.input],
            outputs=list(proto.output),
            attributes=attributes,
        )
        constant = self._constant(proto, node)
        if constant is not None:
            self._constants[node.outputs[0]] = constant
        elif node.operator == "Resize" and len(node.inputs) == _WITH_SCALES:
            self._nodes.append(self._by_sizes(node))
        elif node.operator == "Identity":
            self._alias[node.outputs[0]] = node.inputs[0]
        else:
            self._nodes.append(node)

    def _by_sizes(self, resize: Node) -> Node:
        """Say the size that comes out instead of the scales, which mean the same."""
        name = f"{resize.outputs[0]}#sizes"
        shape = self._shapes.get(resize.outputs[0])
        if shape is None:
            raise _none("has a size that does not become a constant")
        self._constants[name] = np.array(shape, np.int64)
        resize.inputs[:] = [resize.inputs[0], "", "", name]
        return resize

    def _constant(self, proto: NodeProto, node: Node) -> Array | None:
        if node.operator == "Constant":
            return _evaluate(proto, {}, self._opset)
        if node.operator == "Shape":
            shape = self._shapes.get(node.inputs[0])
            if shape is None:
                raise _none("has a size that does not become a constant")
            start, end = node.attributes.get("start", 0), node.attributes.get("end", len(shape))
            return np.array(shape[int(str(start)) : int(str(end))], np.int64)
        known = {
            old: self._constants.get(new) for old, new in zip(proto.input, node.inputs, strict=True)
        }
        if node.operator not in _ARITHMETIC or any(v is None for v in known.values()):
            return None
        return _evaluate(proto, {k: v for k, v in known.items() if v is not None}, self._opset)

    def _fold_norms(self) -> None:
        """Fold each batch normalisation into the convolution before it, in float64."""
        makers = {name: node for node in self._nodes for name in node.outputs}
        uses = Counter(name for node in self._nodes for name in node.inputs)
        kept = []
        for node in self._nodes:
            if node.operator != "BatchNormalization":
                kept.append(node)
                continue
            conv = makers.get(node.inputs[0])
            alone = uses[node.inputs[0]] == 1 and node.inputs[0] != self._output
            if conv is None or conv.operator != "Conv" or not alone:
                raise _none("normalises what is no convolution's own output")
            self._fold(conv, node)
            makers[node.outputs[0]] = conv
        self._nodes = kept

    def _fold(self, conv: Node, norm: Node) -> None:
        gamma, beta, mean, variance = (self._double(name) for name in norm.inputs[1:5])
        weight, bias = (self._double(name) for name in conv.inputs[1:3])
        # Exporters write torch's 1e-5 as the nearest float32; its shortest spelling is 1e-05.
        epsilon = float(str(np.float32(str(norm.attributes.get("epsilon", 1e-5)))))
        scale = gamma / np.sqrt(variance + epsilon)
        name = norm.outputs[0]
        self._constants[f"{name}#w"] = (weight * scale[:, None, None, None]).astype(np.float32)
        self._constants[f"{name}#b"] = ((bias - mean) * scale + beta).astype(np.float32)
        conv.inputs[1:] = [f"{name}#w", f"{name}#b"]
        conv.outputs[:] = [name]

    def _double(self, name: str) -> npt.NDArray[np.float64]:
        if name not in self._constants:
            raise _none(f"has the weight {name}, which is not constant")
        return self._constants[name].astype(np.float64)

    def _plain_attributes(self, node: Node) -> dict[str, Attribute]:
        """Return the attributes that say something: neither a default nor without meaning."""
        attributes = dict(node.attributes)
        if node.operator == "Conv":
            attributes.setdefault("kernel_shape", list(self._constants[node.inputs[1]].shape[2:]))
        ignored = _MEANINGLESS.get(str(attributes.get("mode")), frozenset())
        schema = onnx.defs.get_schema(node.operator, self._opset, "")
        defaults = {
            name: _attribute(a.default_value)
            for name, a in schema.attributes.items()
            if a.default_value.name
        }
        defaults |= _NORMAL.get(node.operator, {})  # type: ignore[arg-type] # lists of int
        return {
            name: value
            for name, value in attributes.items()
            if name not in ignored and (name not in defaults or defaults[name] != value)
        }


def _static_shapes(graph: GraphProto) -> dict[str, tuple[int, ...]]:
    shapes = {}
    for value in (*graph.value_info, *graph.input, *graph.output):
        dimensions = value.type.tensor_type.shape.dim
        if all(d.HasField("dim_value") for d in dimensions):
            shapes[value.name] = tuple(d.dim_value for d in dimensions)
    return shapes


def _evaluate(node: NodeProto, inputs: dict[str, Array], opset: int) -> Array:
    values = [
        helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(v.dtype), v.shape)
        for n, v in inputs.items()
    ]
    outputs = [helper.make_empty_tensor_value_info(node.output[0])]
    graph = helper.make_graph([node], "constant", values, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    (answer,) = ReferenceEvaluator(model).run(None, dict(inputs))
    return np.asarray(answer)


def _attribute(attribute: AttributeProto) -> Attribute:
    value = helper.get_attribute_value(attribute)
    if isinstance(value, bytes):
        return value.decode("ascii", errors="backslashreplace")
    return list(value) if isinstance(value, list | tuple) else value


def _none(problem: str) -> ParityError:
    return ParityError(
        f"the graph has no canonical form: it {problem}"[:300],
        expected="one image in, one map out, ONNX's own operators, fixed sizes",
        remedy="compare exports of U2NETP made for one image size",
    )
