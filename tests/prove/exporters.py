"""U2NETP as other exporters write it, made without torch from our own graph.

Their marks are taken from real exports of PyTorch 2.13: names, constants, folds in float32, batch
norm kept apart, shapes in nodes. Real exports are compared in test_identify.py where torch is.
"""

from collections.abc import Callable, Mapping

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, helper, numpy_helper

from tests.cases.graphs import exported
from tests.checkpoints import Array

State = Mapping[str, Array]
Change = Callable[[ModelProto, State], None]
_NORM = ("weight", "bias", "running_mean", "running_var")


def written(state: State, *changes: Change) -> bytes:
    """Return our graph after `changes`, for the weights of `state`."""
    model = onnx.load_from_string(exported())
    for change in changes:
        change(model, state)
    return bytes(model.SerializeToString())


def kept_apart(model: ModelProto, state: State) -> None:
    """Write the batch norms as nodes, as torch does with its folding off."""
    nodes: list[NodeProto] = []
    for node in model.graph.node:
        nodes.append(node)
        layer = node.name.removesuffix(".conv")
        if node.op_type == "Conv" and f"{layer}.bn_s1.weight" in state:
            names = [f"{layer}.bn_s1.{part}" for part in _NORM]
            _set(model, f"{layer}.weight", state[f"{layer}.conv_s1.weight"])
            _set(model, f"{layer}.bias", state[f"{layer}.conv_s1.bias"])
            model.graph.initializer.extend(numpy_helper.from_array(state[n], n) for n in names)
            conv = f"{node.output[0]}.kept"
            nodes.append(
                helper.make_node("BatchNormalization", [conv, *names], list(node.output), layer)
            )
            node.output[0] = conv
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def folded_in_float32(model: ModelProto, state: State) -> None:
    """Fold as onnxscript does, which is also TorchScript's way where roots are exact."""
    _fold(model, state, lambda root: root)


def folded_with_other_roots(model: ModelProto, state: State) -> None:
    """Fold as TorchScript does where every fourth root is one unit too large."""
    _fold(model, state, lambda root: np.where(np.arange(len(root)) % 4, root, _next(root)))


def folded_otherwise(model: ModelProto, state: State) -> None:
    """Fold by multiplying with one over the root: nobody does, and all is nearly the same."""
    _fold(model, state, lambda root: root, inverse=True)


def _fold(
    model: ModelProto, state: State, change: Callable[[Array], Array], *, inverse: bool = False
) -> None:
    for name in [n.removesuffix(".conv_s1.weight") for n in state if n.endswith("conv_s1.weight")]:
        gamma, beta, mean, variance = (state[f"{name}.bn_s1.{part}"] for part in _NORM)
        root = change(np.sqrt(variance + np.float32(1e-5)))
        scale = gamma * (np.float32(1) / root) if inverse else gamma / root
        kernel = state[f"{name}.conv_s1.weight"] * scale[:, None, None, None]
        _set(model, f"{name}.weight", kernel.astype(np.float32))
        bias = (state[f"{name}.conv_s1.bias"] - mean) * scale + beta
        _set(model, f"{name}.bias", bias.astype(np.float32))


def _next(root: Array) -> Array:
    return np.nextafter(root, np.float32(np.inf))


def renamed(model: ModelProto, _state: State) -> None:
    """Give every name a number, as TorchScript does."""
    names: dict[str, str] = {"": ""}
    for tensor in model.graph.initializer:
        tensor.name = names.setdefault(tensor.name, f"onnx::Conv_{len(names)}")
    for node in model.graph.node:
        node.name = f"/net/{node.op_type}_{len(names)}"
        node.input[:] = [names.setdefault(n, f"{len(names)}") for n in node.input]
        node.output[:] = [names.setdefault(n, f"{len(names)}") for n in node.output]
    for port in (*model.graph.input, *model.graph.output):
        port.name = names[port.name]


def with_constants_in_nodes(model: ModelProto, _state: State) -> None:
    """Write every constant as a node, and read it through a node that changes nothing."""
    for tensor in model.graph.initializer:
        name = tensor.name
        tensor.name = ""
        model.graph.node.insert(0, helper.make_node("Identity", [f"{name}.value"], [name]))
        node = helper.make_node("Constant", [], [f"{name}.value"], value=tensor)
        model.graph.node.insert(0, node)
    del model.graph.initializer[:]


def with_numbers_in_lists(model: ModelProto, _state: State) -> None:
    """Write numbers as lists instead of bytes, as onnxsim does."""
    for tensor in model.graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT:
            tensor.float_data.extend(numpy_helper.to_array(tensor).ravel().tolist())
            tensor.ClearField("raw_data")


def with_marks_of_dynamo(model: ModelProto, _state: State) -> None:
    """Add what dynamo leaves behind: docs, metadata, types, another IR and opset."""
    model.ir_version, model.producer_name, model.opset_import[0].version = 10, "pytorch", 20
    model.graph.doc_string = "graph(\n  %input"
    for node in model.graph.node:
        node.metadata_props.add(key="pkg.torch.onnx.stack_trace", value="File here, line 1")
        model.graph.value_info.add(name=node.output[0])
    model.functions.add(name="unused", domain="pkg")


def _set(model: ModelProto, name: str, array: Array) -> None:
    tensor = next(t for t in model.graph.initializer if t.name == name)
    tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(array, "<f4"), name))
