"""The scan: the graph we write passes, each graph one change away does not."""

from collections.abc import Callable
from functools import cache

import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from release.errors import (
    ExternalDataError,
    MalformedOnnxError,
    OperatorError,
    ParityError,
    ReleaseError,
)
from release.pin import Contract
from release.prove.operators import ALLOWED, scan

CONTRACT = Contract(layout=1, opset=17, ir=8, input="input", output="saliency_map")
Change = Callable[[onnx.ModelProto], object]


@cache
def small() -> bytes:
    """Return a graph of one convolution under the contract."""
    weight = helper.make_tensor("w", TensorProto.FLOAT, [1, 3, 1, 1], bytes(12), raw=True)
    nodes = [
        helper.make_node("Conv", ["input", "w"], ["c"], name="c", kernel_shape=[1, 1]),
        helper.make_node("Sigmoid", ["c"], ["saliency_map"], name="s"),
    ]
    ports = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, "height", "width"])
        for name, channels in (("input", 3), ("saliency_map", 1))
    ]
    graph = helper.make_graph(nodes, "g", ports[:1], ports[1:], initializer=[weight])
    opsets = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="")
    return bytes(model.SerializeToString(deterministic=True))


def free_batch(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_param = "batch"


def changed(change: Change) -> bytes:
    model = onnx.load_from_string(small())
    change(model)
    return bytes(model.SerializeToString())


def test_a_graph_of_allowed_operators_is_described() -> None:
    scanned = scan(small()).require(CONTRACT)
    assert scanned.operators == (("Conv", 1), ("Sigmoid", 1))
    assert scanned.inputs[0].shape == (1, 3, "height", "width")


@pytest.mark.parametrize("operator", ["Loop", "If", "ConstantOfShape", "Identity", "", "conv"])
def test_an_operator_that_is_not_allowed_is_refused(operator: str) -> None:
    assert operator not in ALLOWED
    with pytest.raises(OperatorError):
        scan(changed(lambda m: setattr(m.graph.node[1], "op_type", operator)))


@pytest.mark.parametrize("domain", ["com.microsoft", "ai.onnx"])
def test_an_allowed_name_of_another_domain_is_refused(domain: str) -> None:
    with pytest.raises(OperatorError):
        scan(changed(lambda m: setattr(m.graph.node[1], "domain", domain)))


@pytest.mark.parametrize(
    "change",
    [
        lambda m: setattr(m.graph.initializer[0], "data_location", 1),
        lambda m: m.graph.initializer[0].external_data.add(key="location", value="../x"),
    ],
)
def test_data_outside_the_file_is_refused(change: Change) -> None:
    with pytest.raises(ExternalDataError):
        scan(changed(change))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda m: m.functions.add(name="f", domain="d"), id="a function"),
        pytest.param(lambda m: m.training_info.add(), id="training"),
        pytest.param(lambda m: setattr(m, "doc_string", "made here"), id="a doc string"),
        pytest.param(lambda m: setattr(m, "domain", "d"), id="a model domain"),
        pytest.param(lambda m: m.graph.value_info.add(name="c"), id="value_info"),
        pytest.param(lambda m: m.graph.sparse_initializer.add(), id="a sparse constant"),
        pytest.param(lambda m: setattr(m.graph.node[0], "doc_string", "x"), id="a node's doc"),
        pytest.param(lambda m: m.opset_import.add(domain="d", version=1), id="two opsets"),
        pytest.param(
            lambda m: setattr(m.opset_import[0], "domain", "com.microsoft"), id="a foreign opset"
        ),
        pytest.param(
            lambda m: setattr(m.graph.initializer[0], "raw_data", bytes(16)), id="hidden bytes"
        ),
        pytest.param(
            lambda m: setattr(m.graph.initializer[0], "raw_data", bytes(8)), id="bytes lacking"
        ),
        pytest.param(lambda m: setattr(m.graph.initializer[0], "data_type", 8), id="text tensor"),
        pytest.param(
            lambda m: m.graph.initializer[0].dims.__setitem__(0, 1 << 40), id="a huge shape"
        ),
        pytest.param(
            lambda m: m.graph.initializer[0].dims.__setitem__(0, -1), id="a negative shape"
        ),
        pytest.param(lambda m: m.graph.initializer[0].float_data.append(1), id="typed data"),
        pytest.param(lambda m: m.graph.node[0].input.append("nowhere"), id="an unknown input"),
        pytest.param(lambda m: m.graph.node[0].output.append("unused"), id="an unused output"),
        pytest.param(lambda m: m.graph.node[1].output.append("c"), id="a name twice"),
        pytest.param(lambda m: m.graph.node.reverse(), id="used before it exists"),
        pytest.param(
            lambda m: m.graph.node[1].attribute.add(name="g", type=5).g.node.add(), id="a subgraph"
        ),
        pytest.param(
            lambda m: m.graph.initializer.add(name="x", data_type=1, raw_data=bytes(4)),
            id="an unused constant",
        ),
        pytest.param(lambda m: setattr(m.graph.initializer[0], "name", "w\n::"), id="an odd name"),
        pytest.param(lambda m: setattr(m.graph.initializer[0], "name", "ü"), id="not ASCII"),
        pytest.param(
            lambda m: setattr(m.graph.input[0].type.tensor_type, "elem_type", 10), id="float16"
        ),
        pytest.param(lambda m: m.graph.input[0].ClearField("type"), id="an input without a type"),
        pytest.param(lambda m: m.ClearField("graph"), id="no graph"),
        pytest.param(lambda m: m.graph.node.extend([m.graph.node[0]] * 2000), id="too many nodes"),
    ],
)
def test_a_graph_one_change_away_is_refused(change: Change) -> None:
    with pytest.raises(MalformedOnnxError):
        scan(changed(change))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda m: setattr(m, "ir_version", 9), id="IR"),
        pytest.param(lambda m: setattr(m.opset_import[0], "version", 18), id="opset"),
        pytest.param(free_batch, id="free batch"),
    ],
)
def test_a_graph_with_another_promise_breaks_the_contract(change: Change) -> None:
    with pytest.raises(ParityError):
        scan(changed(change)).require(CONTRACT)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x08", id="cut off"),
        pytest.param(b"\x08\x88\x00", id="a number not in its shortest form"),
        pytest.param(b"\x08" + b"\xff" * 10 + b"\x01", id="a number too long"),
        pytest.param(b"\x3a\xff\xff\xff\xff\x0f", id="a length past the end"),
        pytest.param(b"\x0d\0\0\0\0", id="another wire type"),
        pytest.param(b"\x3b\x3c", id="a group"),
        pytest.param(b"PK\x03\x04", id="a zip"),
    ],
)
def test_what_is_no_graph_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedOnnxError):
        scan(data)


def test_a_second_graph_which_parsers_would_merge_is_refused() -> None:
    hidden = onnx.ModelProto(graph=onnx.GraphProto(name="h")).SerializeToString()
    with pytest.raises(MalformedOnnxError):
        scan(small() + hidden)


@given(st.integers(0, len(small()) - 1), st.integers(0, 255))
def test_a_changed_byte_is_accepted_or_refused_but_never_a_crash(at: int, byte: int) -> None:
    data = small()[:at] + bytes([byte]) + small()[at + 1 :]
    try:
        scan(data)
    except ReleaseError as error:
        assert error.exit_code in {30, 31, 32}  # noqa: PT017 - both outcomes are right
