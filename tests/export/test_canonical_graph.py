"""The canonical form: blind to how a graph is written, not to what it says."""

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import onnx
import pytest
from onnx import ModelProto, TensorProto, helper, numpy_helper

from release.errors import ParityError
from release.export.canonical_graph import canonical_form
from release.export.graph import export
from tests.pinned import synthetic

Change: TypeAlias = Callable[[ModelProto], object]


@cache
def graph() -> bytes:
    return export(synthetic().pin, synthetic().checkpoint)


def form(data: bytes, size: int = 64) -> bytes:
    return canonical_form(data, height=size, width=size)


def changed(change: Change) -> bytes:
    model = onnx.load_model_from_string(graph())
    change(model)
    return bytes(model.SerializeToString())


def renamed(model: ModelProto) -> None:
    for node in model.graph.node:
        node.name = f"other {node.name}"
        node.doc_string = "said by an exporter"


def constant_node(model: ModelProto) -> None:
    tensor = model.graph.initializer.pop()
    node = helper.make_node("Constant", [], [tensor.name], value=tensor)
    model.graph.node.insert(0, node)


def written_out_defaults(model: ModelProto) -> None:
    for node in model.graph.node:
        if node.op_type == "Conv":
            node.attribute.append(helper.make_attribute("group", 1))
            node.attribute.append(helper.make_attribute("strides", [1, 1]))


def metadata(model: ModelProto) -> None:
    model.producer_name = "an exporter"
    model.metadata_props.add(key="path", value="somewhere/on/a/machine")


def identity(model: ModelProto) -> None:
    last = model.graph.node[-1]
    model.graph.node.insert(
        len(model.graph.node) - 1, helper.make_node("Identity", [last.input[0]], ["same"])
    )
    last.input[0] = "same"


def dead_node(model: ModelProto) -> None:
    model.graph.node.append(helper.make_node("Relu", ["input"], ["unused"]))


@pytest.mark.parametrize(
    "change", [renamed, constant_node, written_out_defaults, metadata, identity, dead_node]
)
def test_another_way_to_write_the_same_has_the_same_form(change: Change) -> None:
    assert form(changed(change)) == form(graph())


def unfolded(model: ModelProto) -> None:
    """Put a batch norm behind the first convolution that computes nothing new."""
    conv = model.graph.node[0]
    ones, output = [1.0] * 64, conv.output[0]
    for name, values in (("g", ones), ("b", [0.0] * 64), ("m", [0.0] * 64)):
        model.graph.initializer.append(helper.make_tensor(name, TensorProto.FLOAT, [64], values))
    variance = helper.make_tensor("v", TensorProto.FLOAT, [64], [1 - 1e-5] * 64)
    model.graph.initializer.append(variance)
    conv.output[0] = "raw"
    norm = helper.make_node("BatchNormalization", ["raw", "g", "b", "m", "v"], [output])
    model.graph.node.insert(1, norm)


def test_a_batch_norm_is_folded_away() -> None:
    found = onnx.load_model_from_string(form(changed(unfolded)))
    assert "BatchNormalization" not in {node.op_type for node in found.graph.node}
    assert len(found.graph.node) == len(onnx.load_model_from_string(form(graph())).graph.node)


def test_sizes_are_constants_and_the_operators_are_those_that_compute() -> None:
    found = onnx.load_model_from_string(form(graph()))
    assert {node.op_type for node in found.graph.node} == {
        *("Add", "Concat", "Conv", "MaxPool", "Relu", "Resize", "Sigmoid"),
    }
    onnx.checker.check_model(found, full_check=True)


def test_another_size_is_another_form() -> None:
    assert form(graph(), 64) != form(graph(), 96)


def moved(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    array = numpy_helper.to_array(tensor).copy()
    array.flat[0] *= 1.0000002
    tensor.raw_data = array.tobytes()


def function(model: ModelProto) -> None:
    model.functions.add(name="f")


def second_output(model: ModelProto) -> None:
    model.graph.output.add(name="side1")


def foreign(model: ModelProto) -> None:
    model.opset_import.add(domain="com.example", version=1)


def test_another_number_is_another_form() -> None:
    assert form(changed(moved)) != form(graph())


@pytest.mark.parametrize("change", [function, second_output, foreign])
def test_a_graph_of_another_kind_has_no_form(change: Change) -> None:
    with pytest.raises(ParityError):
        form(changed(change))


def test_bytes_that_are_no_graph_have_no_form() -> None:
    with pytest.raises(ParityError):
        form(b"\xff" * 40)
