"""Reading what a graph promises: any ONNX file, and nothing that is none."""

import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import ModelProto, TensorProto, helper

from release.errors import ExternalDataError, MalformedOnnxError, ReleaseError
from release.validate.graph import Promise, read_promise
from tests.cases.graphs import changed, exported
from tests.registry.trees import good, read

PLAIN = read(good(), "model/tiny/plain.onnx")


def test_the_mirrors_graph_promises_its_contract() -> None:
    promise = read_promise(exported())
    assert promise.opset == 17
    assert [(p.name, p.type, p.shape) for p in (*promise.inputs, *promise.outputs)] == [
        ("input", "float32", (1, 3, "height", "width")),
        ("saliency_map", "float32", (1, 1, "height", "width")),
    ]


def listed_as_input(model: ModelProto) -> None:
    constant = model.graph.initializer[0]
    info = helper.make_tensor_value_info(constant.name, TensorProto.FLOAT, list(constant.dims))
    model.graph.input.append(info)


def with_other_sets(model: ModelProto) -> None:
    model.opset_import[0].domain = "ai.onnx"
    model.opset_import.insert(0, helper.make_opsetid("com.example", 99))


@pytest.mark.parametrize("change", [listed_as_input, with_other_sets])
def test_other_ways_to_write_the_same_promise_the_same(change: object) -> None:
    assert read_promise(changed(PLAIN, change)) == read_promise(PLAIN)  # type: ignore[arg-type] # a change


def outside(model: ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.data_location = onnx.TensorProto.EXTERNAL


def elsewhere() -> TensorProto:
    tensor = TensorProto(name="c", data_type=TensorProto.FLOAT, dims=[2])
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="weights.bin")
    return tensor


def outside_in_a_node(model: ModelProto) -> None:
    model.graph.node.append(helper.make_node("Constant", [], ["c"], value=elsewhere()))


def outside_in_a_branch(model: ModelProto) -> None:
    branch = helper.make_graph([], "branch", [], [], [elsewhere()])
    model.graph.node.append(helper.make_node("If", ["x"], ["c"], then_branch=branch))


def outside_in_a_function(model: ModelProto) -> None:
    model.functions.add(name="f").node.append(
        helper.make_node("Constant", [], ["c"], value=elsewhere())
    )


def outside_and_sparse(model: ModelProto) -> None:
    model.graph.sparse_initializer.add().values.CopyFrom(elsewhere())


def a_sequence(model: ModelProto) -> None:
    model.graph.output[0].type.Clear()
    model.graph.output[0].type.sequence_type.elem_type.tensor_type.elem_type = 1


REFUSED = {
    "a weight outside": (outside, ExternalDataError),
    "a constant outside, in a node": (outside_in_a_node, ExternalDataError),
    "a constant outside, in a branch": (outside_in_a_branch, ExternalDataError),
    "a constant outside, in a function": (outside_in_a_function, ExternalDataError),
    "a sparse weight outside": (outside_and_sparse, ExternalDataError),
    "no operator set": (lambda model: model.ClearField("opset_import"), MalformedOnnxError),
    "no graph": (lambda model: model.ClearField("graph"), MalformedOnnxError),
    "an output that is no tensor": (a_sequence, MalformedOnnxError),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_a_graph_that_promises_too_little_is_refused(
    case: tuple[object, type[ReleaseError]],
) -> None:
    change, error = case
    with pytest.raises(error):
        read_promise(changed(PLAIN, change))  # type: ignore[arg-type] # a change


def outcome(data: bytes) -> int:
    try:
        return int(not isinstance(read_promise(data), Promise))
    except ReleaseError as error:
        return error.exit_code


@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 255))
def test_any_other_byte_is_read_or_refused_and_nothing_else(at: int, value: int) -> None:
    assert outcome(PLAIN[:at] + bytes([value]) + PLAIN[at + 1 :]) in {0, 30, 32}


@given(st.integers(0, len(PLAIN) - 1))
def test_a_file_that_is_cut_off_is_refused(at: int) -> None:
    with pytest.raises(ReleaseError):
        read_promise(PLAIN[:at])


def test_more_fields_than_any_graph_of_the_tree_has_are_refused() -> None:
    with pytest.raises(MalformedOnnxError):
        read_promise(PLAIN + b"\x08\x08" * 200_001)
