"""Whose weights are these: the same in every export, different for the smallest change."""

import contextlib
import os
from functools import cache
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from release.errors import MalformedOnnxError, ParityError
from release.export.checkpoint import read_checkpoint
from release.export.state import weight_digest
from release.prove.foreign import FIELD_LIMIT, read_foreign
from release.prove.identify import Answer, Verdict, identify
from tests import upstream_code
from tests.cases.graphs import constant, exported, numbers_of, set_numbers
from tests.checkpoints import Array, state_dict, torch_legacy, torch_zip
from tests.pinned import synthetic
from tests.prove import exporters
from tests.prove.exporters import Change, State, written
from tests.prove.small import small
from tests.prove.torch_exports import exported_by_torch
from tests.torch_environment import torch_python

CHOSEN = "TORCH_EXPORTERS"
"""Which exporters of torch write graphs for these tests; dynamo takes half a minute."""

LAYER = "stage2.rebnconv3"
EXPORTS: dict[str, tuple[Change, ...]] = {
    "ours": (),
    "renamed": (exporters.renamed,),
    "torchscript": (exporters.folded_in_float32, exporters.renamed),
    "torchscript with inexact roots": (exporters.folded_with_other_roots,),
    "torchscript without folding": (exporters.kept_apart, exporters.renamed),
    "dynamo": (exporters.folded_in_float32, exporters.with_marks_of_dynamo),
    "dynamo without folding": (exporters.kept_apart, exporters.with_marks_of_dynamo),
    "constants in nodes": (exporters.kept_apart, exporters.with_constants_in_nodes),
    "numbers in lists": (exporters.folded_in_float32, exporters.with_numbers_in_lists),
}


@cache
def state() -> State:
    return state_dict(1)


def asked(graph: bytes) -> Verdict:
    return identify(graph, synthetic().checkpoint)


def of_other_weights(name: str, change: "Change") -> bytes:
    """Return the export `change` of a state in which one number of `name` is its neighbour."""
    array = state()[name].copy()
    array.flat[1 % array.size] = np.nextafter(array.flat[1 % array.size], np.float32(9))
    other: dict[str, Array] = {**state(), name: array}
    return written(other, change)


@pytest.mark.parametrize("changes", EXPORTS.values(), ids=EXPORTS.keys())
def test_every_export_of_the_checkpoint_has_its_weights(changes: tuple[Change, ...]) -> None:
    verdict = asked(written(state(), *changes))
    assert (verdict.answer, verdict.tensor) == (Answer.SAME, "")
    assert "all 119 convolutions agree" in verdict.reason
    assert verdict.weights == weight_digest(read_checkpoint(synthetic().checkpoint))


def test_the_format_of_the_checkpoint_does_not_matter() -> None:
    verdict = identify(exported(), torch_legacy(state()))
    assert verdict == asked(exported())
    assert verdict.fields()["weights_sha256"] == verdict.weights.hex


@pytest.mark.parametrize("part", ["conv_s1.weight", "conv_s1.bias", "bn_s1.weight"])
def test_a_neighbour_in_a_graph_without_folding_is_named(part: str) -> None:
    verdict = asked(of_other_weights(f"{LAYER}.{part}", exporters.kept_apart))
    assert (verdict.answer, verdict.tensor) == (Answer.DIFFERENT, f"{LAYER}.{part}")
    assert verdict.reason.startswith("1 of 119")


@pytest.mark.parametrize("changes", [(), (exporters.folded_in_float32,)], ids=["ours", "torch"])
@pytest.mark.parametrize("part", ["weight", "bias"])
def test_a_neighbour_in_a_folded_graph_is_named(changes: tuple[Change, ...], part: str) -> None:
    model = onnx.load_from_string(written(state(), *changes))
    tensor = constant(model, f"{LAYER}.{part}")
    numbers = numbers_of(tensor)
    numbers[3] = np.nextafter(numbers[3], np.float32(9))
    set_numbers(tensor, numbers)
    verdict = asked(model.SerializeToString())
    assert (verdict.answer, verdict.tensor) == (Answer.DIFFERENT, f"{LAYER}.conv_s1.{part}")


def test_another_checkpoint_is_different() -> None:
    verdict = identify(exported(), torch_zip(state_dict(2)))
    assert (verdict.answer, verdict.reason) == (Answer.DIFFERENT, "119 of 119 convolutions differ")
    assert verdict.tensor == "stage1.rebnconvin.conv_s1.weight"


def test_kernels_that_changed_places_are_different() -> None:
    model = onnx.load_from_string(exported())
    one, two = (constant(model, f"stage2.rebnconv{i}.weight") for i in (2, 3))
    one.raw_data, two.raw_data = two.raw_data, one.raw_data
    assert asked(model.SerializeToString()).answer is Answer.DIFFERENT


def test_layers_that_changed_places_whole_cannot_be_told_from_another_order() -> None:
    model = onnx.load_from_string(exported())
    for part in ("weight", "bias"):
        one, two = (constant(model, f"stage2.rebnconv{i}.{part}") for i in (2, 3))
        one.raw_data, two.raw_data = two.raw_data, one.raw_data
    verdict = asked(model.SerializeToString())
    assert (verdict.answer, verdict.tensor) == (Answer.UNKNOWN, "stage2.rebnconv2.conv_s1.weight")
    assert "at other places" in verdict.reason


def test_an_unknown_way_of_folding_is_not_called_different() -> None:
    verdict = asked(written(state(), exporters.folded_otherwise))
    assert verdict.answer is Answer.UNKNOWN
    assert "within rounding" in verdict.reason


def _float16(model: onnx.ModelProto, _state: State) -> None:
    for tensor in model.graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT:
            half = onnx.numpy_helper.to_array(tensor).astype(np.float16)
            tensor.CopyFrom(onnx.numpy_helper.from_array(half, tensor.name))


def _outside(model: onnx.ModelProto, _state: State) -> None:
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="weights.data")


def _computed(model: onnx.ModelProto, _state: State) -> None:
    kernel = model.graph.node[0].input[1]
    model.graph.node.insert(0, onnx.helper.make_node("Mul", [kernel, kernel], ["squared"]))
    model.graph.node[1].input[1] = "squared"


def _twice(model: onnx.ModelProto, _state: State) -> None:
    model.graph.initializer.add().CopyFrom(model.graph.initializer[0])


def test_weights_of_another_kind_beside_ours_are_not_passed_over() -> None:
    def spoil(model: onnx.ModelProto, _state: State) -> None:
        more = onnx.numpy_helper.from_array(np.ones((64, 64), np.float32), "adapter")
        model.graph.initializer.append(more)
        model.graph.node.add(op_type="Gemm", input=["stage1", "adapter"], output=["more"])

    verdict = asked(written(state(), spoil))
    assert (verdict.answer, verdict.reason.split(": ")[1]) == (Answer.UNKNOWN, "'adapter'")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_float16, "does not hold 'stage1.rebnconvin.weight' as float32"),
        (_outside, "keeps 'stage1.rebnconvin.weight' in another file"),
        (_computed, "computes the numbers of the Conv"),
        (_twice, "two tensors called 'stage1.rebnconvin.weight'"),
    ],
)
def test_numbers_that_cannot_be_read_cannot_be_told(change: Change, reason: str) -> None:
    verdict = asked(written(state(), change))
    assert verdict.answer is Answer.UNKNOWN
    assert reason in verdict.reason


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html>", id="a web page"),
        pytest.param(small(), id="another network"),
        pytest.param(exported()[:-1000], id="cut off"),
        pytest.param(exported() * 2, id="two graphs"),
        pytest.param(b"\x18\x00" * (FIELD_LIMIT + 1), id="fields without end"),
        pytest.param(bytes((64 << 20) + 1), id="too long"),
    ],
)
def test_what_is_no_export_of_the_network_cannot_be_told(data: bytes) -> None:
    verdict = asked(data)
    assert (verdict.answer, verdict.tensor) == (Answer.UNKNOWN, "")
    assert verdict.reason.isprintable()


@given(st.integers(0, len(small()) - 1), st.binary(min_size=1, max_size=4))
@settings(derandomize=True, max_examples=300)
def test_any_bytes_are_read_or_refused(at: int, noise: bytes) -> None:
    with contextlib.suppress(MalformedOnnxError):
        read = read_foreign(small()[:at] + noise + small()[at + len(noise) :])
        assert len(read.convolutions) <= 1


def test_a_checkpoint_of_another_network_is_an_error() -> None:
    with pytest.raises(ParityError):
        identify(exported(), torch_zip({"w": np.zeros(1, np.float32)}))


@pytest.mark.parametrize("exporter", ["torchscript", "dynamo"])
def test_real_exports_of_torch_have_the_weights(tmp_path: Path, exporter: str) -> None:
    if exporter not in os.environ.get(CHOSEN, "torchscript"):
        pytest.skip(f"not run: {CHOSEN} does not name {exporter}")
    module, checkpoint = upstream_code.source(), torch_legacy(state())
    graphs = exported_by_torch(torch_python(), module, checkpoint, tmp_path, exporter=exporter)
    answers = {path.stem: asked(path.read_bytes()).answer for path in graphs}
    assert answers
    assert answers == {path.stem: Answer.SAME for path in graphs}
