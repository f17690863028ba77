"""The scan: the graph we write passes, and what passes is read by ONNX exactly as it stands.

Graphs one change away are the folders `tests/cases/onnx_*`.
"""

from collections.abc import Callable

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from release.errors import MalformedOnnxError, OperatorError, ParityError, ReleaseError
from release.export.metadata import metadata
from release.prove.operators import ALLOWED, FILE_LIMIT, METADATA_KEYS, scan
from tests.cases.graphs import exported
from tests.pinned import synthetic
from tests.prove.agreement import agreed
from tests.prove.small import CONTRACT, small

Change = Callable[[onnx.ModelProto], object]


def changed(change: Change) -> bytes:
    model = onnx.load_from_string(small())
    change(model)
    return bytes(model.SerializeToString())


def test_a_graph_of_allowed_operators_is_described() -> None:
    scanned = scan(small()).require(CONTRACT)
    assert dict(scanned.operators)["Resize"] == 1
    assert scanned.inputs[0].shape == (1, 3, "height", "width")
    assert [c.name for c in scanned.weights] == ["w", "b"]
    assert [(c.name, c.wholes()) for c in scanned.helpers] == [("front", (1, 3))]
    assert scanned.metadata == (("licence", "Apache-2.0"),)


def test_the_exported_graph_is_described() -> None:
    scanned = scan(exported()).require(synthetic().pin.contract)
    assert set(dict(scanned.operators)) == ALLOWED
    assert (len(scanned.weights), len(scanned.helpers)) == (238, 3)
    assert dict(scanned.metadata) == metadata(synthetic().pin)
    assert set(dict(scanned.metadata)) == METADATA_KEYS


def test_scales_that_are_powers_of_two_may_stand_for_sizes() -> None:
    def spoil(model: onnx.ModelProto) -> None:
        scales = onnx.numpy_helper.from_array(_scales(2.0), "front")
        model.graph.initializer[2].CopyFrom(scales)
        del model.graph.node[1:3]
        model.graph.node[1].input[:] = ["p", "", "front"]

    assert scan(changed(spoil)).require(CONTRACT).helpers[0].floats() == (1, 1, 2, 2)


@pytest.mark.parametrize("factor", [1.0, 0.5, 3.0, 64.0, float("nan"), float("inf"), -2.0])
def test_other_scales_are_refused(factor: float) -> None:
    def spoil(model: onnx.ModelProto) -> None:
        model.graph.initializer[2].CopyFrom(onnx.numpy_helper.from_array(_scales(factor), "front"))
        del model.graph.node[1:3]
        model.graph.node[1].input[:] = ["p", "", "front"]

    with pytest.raises(MalformedOnnxError):
        scan(changed(spoil))


@pytest.mark.parametrize("operator", ["Loop", "If", "ConstantOfShape", "Identity", "", "conv"])
def test_an_operator_that_is_not_allowed_is_refused(operator: str) -> None:
    assert operator not in ALLOWED
    with pytest.raises(OperatorError):
        scan(changed(lambda m: setattr(m.graph.node[5], "op_type", operator)))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda m: setattr(m, "ir_version", 9), id="IR"),
        pytest.param(lambda m: setattr(m.opset_import[0], "version", 18), id="opset"),
        pytest.param(
            lambda m: setattr(m.graph.input[0].type.tensor_type.shape.dim[0], "dim_value", 2),
            id="batch",
        ),
    ],
)
def test_a_graph_with_another_promise_breaks_the_contract(change: Change) -> None:
    with pytest.raises(ParityError):
        scan(changed(change)).require(CONTRACT)


def test_a_file_beyond_the_limit_is_not_even_read() -> None:
    with pytest.raises(MalformedOnnxError, match="bytes"):
        scan(bytes(FILE_LIMIT + 1))


@given(st.integers(0, len(small()) - 1), st.integers(0, 255))
@settings(derandomize=True, max_examples=300)
def test_a_changed_byte_is_refused_or_read_by_onnx_as_it_stands(at: int, byte: int) -> None:
    judge(small()[:at] + bytes([byte]) + small()[at + 1 :])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["delete", "double", "insert", "move"]),
            st.integers(0, len(small())),
            st.integers(1, 24),
            st.binary(min_size=1, max_size=3),
        ),
        min_size=1,
        max_size=3,
    )
)
@settings(derandomize=True, max_examples=500)
def test_a_graph_cut_and_glued_is_refused_or_read_by_onnx_as_it_stands(
    cuts: list[tuple[str, int, int, bytes]],
) -> None:
    data = small()
    for how, at, length, extra in cuts:
        part = data[at : at + length]
        data = {
            "delete": data[:at] + data[at + length :],
            "double": data[:at] + part + data[at:],
            "insert": data[:at] + extra + data[at:],
            "move": data[:at] + data[at + length :] + part,
        }[how]
    judge(data)


@given(st.binary(max_size=200))
@settings(derandomize=True, max_examples=200)
def test_any_bytes_are_refused_or_read_by_onnx_as_they_stand(data: bytes) -> None:
    judge(data)


def test_the_exported_graph_is_read_by_onnx_as_it_stands() -> None:
    assert judge(exported())


def judge(data: bytes) -> bool:
    """Tell whether `data` is accepted, and then seen by ONNX in exactly the same way."""
    try:
        return bool(agreed(data))
    except ReleaseError as error:
        refused = error
    assert refused.exit_code in {30, 31, 32}
    assert refused.problem.isprintable()
    return False


def _scales(factor: float) -> np.ndarray:
    return np.array([1, 1, factor, factor], np.float32)
