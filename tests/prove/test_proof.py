"""The proof as a whole: what is accepted, and what each hand-over must not be."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import onnx
import pytest

from release.artifact import Artifact, Digest
from release.errors import (
    DigestMismatchError,
    InvalidRecordError,
    LicenceError,
    MalformedOnnxError,
    OperatorError,
    ParityError,
    ReleaseError,
    UsageError,
)
from release.manifest import Manifest
from release.names import LISTED_IN_SUMS, STATEMENT, Names, Role, Tag
from release.prove import contract, sums
from release.prove.proof import Given, require_repository
from release.prove.summary import summary
from tests.pinned import plan, publisher, receipt, synthetic
from tests.prove.proven import given, proof, run

Change: TypeAlias = Callable[[onnx.ModelProto], object]


def test_the_release_set_holds_exactly_the_unsigned_files_and_the_statement() -> None:
    assert list(proof().release_set.named()) == [
        "u2netp_mirror_v1.onnx",
        "u2netp_mirror_v1_320.onnx",
        "u2netp_mirror_v1.pth",
        "Apache-2.0-u2netp.txt",
        "u2netp_mirror_v1.cdx.json",
        "u2netp_mirror_v1.parity.json",
        "u2netp_mirror_v1.manifest.json",
        "SHA256SUMS",
        STATEMENT,
    ]


def test_the_checkpoint_is_passed_on_verbatim() -> None:
    assert proof().release_set.files[Role.CHECKPOINT] == synthetic().checkpoint


def test_the_manifest_reads_back_and_names_what_was_proven() -> None:
    files = proof().release_set.files
    manifest = Manifest.parse(files[Role.MANIFEST])
    assert manifest.artifact(Role.MODEL).digest == Digest.of(given().graphs.free)
    assert dict(manifest.operators)["Conv"] == 119
    assert manifest.weights == proof().proven.weights
    assert (manifest.source.repository, manifest.source.commit) == ("VMAFx/vmafx", "a" * 40)


def test_the_sums_list_every_file_but_themselves() -> None:
    files, names = proof().release_set.files, Names(Tag(model="u2netp", n=1))
    listed = dict(sums.parse(files[Role.SUMS]))
    assert listed == {names.asset(role): Digest.of(files[role]) for role in LISTED_IN_SUMS}


def test_proving_twice_gives_the_same_bytes() -> None:
    assert run(given()).release_set.named() == proof().release_set.named()


def test_another_number_gives_other_names_and_the_same_model() -> None:
    second = run(given(), plan(synthetic().pin, n=2)).release_set
    assert "u2netp_mirror_v2.onnx" in second.named()
    assert second.files[Role.MODEL] == given().graphs.free


def test_the_graph_ran_at_every_size_of_the_contract() -> None:
    sizes = [(run.height, run.width) for run in proof().runs]
    assert sizes == [(320, 320), (1, 1), (97, 33), (320, 320)]
    assert all(0 <= run.lowest <= run.highest <= 1 for run in proof().runs)


def test_the_summary_names_files_operators_and_parity() -> None:
    text = summary(proof())
    for word in (
        "u2netp_mirror_v1.onnx",
        "| Conv | 119 |",
        proof().proven.weights.hex,
        "figure-320x320-1",
        "batch norm epsilon 1e-3",
    ):
        assert word in text


def with_graph(which: str, graph: bytes) -> Given:
    """Return what was given, with another graph in one of the two places."""
    return replace(given(), graphs=replace(given().graphs, **{which: graph}))


@pytest.mark.parametrize("which", ["free", "fixed"])
@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param(lambda m: setattr(m.metadata_props[0], "value", "x"), LicenceError, id="4(b)"),
        pytest.param(lambda m: setattr(m.metadata_props[1], "value", "x"), ParityError, id="text"),
        pytest.param(
            lambda m: setattr(m.graph, "name", "other"), MalformedOnnxError, id="graph name"
        ),
        pytest.param(
            lambda m: setattr(m.graph.node[0], "op_type", "Loop"), OperatorError, id="operator"
        ),
        pytest.param(
            lambda m: setattr(m.graph.node[1], "op_type", "Shape"), MalformedOnnxError, id="misfit"
        ),
        pytest.param(lambda m: m.functions.add(name="f"), MalformedOnnxError, id="function"),
        pytest.param(lambda m: setattr(m, "ir_version", 9), ParityError, id="IR"),
    ],
)
def test_a_graph_that_is_not_the_exporters_is_refused(
    which: str, change: Change, error: type[ReleaseError]
) -> None:
    model = onnx.load_from_string(getattr(given().graphs, which))
    change(model)
    with pytest.raises(error):
        run(with_graph(which, bytes(model.SerializeToString(deterministic=True))))


@pytest.mark.parametrize("which", ["free", "fixed"])
def test_one_flipped_bit_in_the_weights_is_refused(which: str) -> None:
    graph = bytearray(getattr(given().graphs, which))
    graph[len(graph) // 2] ^= 1
    with pytest.raises(ParityError):
        run(with_graph(which, bytes(graph)))


@pytest.mark.parametrize(("which", "other"), [("free", "fixed"), ("fixed", "free")])
def test_one_graph_does_not_stand_in_for_the_other(which: str, other: str) -> None:
    with pytest.raises(ParityError):
        run(with_graph(which, getattr(given().graphs, other)))


def test_a_graph_for_one_size_that_scales_otherwise_is_refused() -> None:
    model = onnx.load_from_string(given().graphs.fixed)
    (scale,) = (t for t in model.graph.initializer if t.name == "scale_2")
    scale.raw_data = np.array([1, 1, 4, 4], "<f4").tobytes()
    with pytest.raises(MalformedOnnxError):
        run(with_graph("fixed", bytes(model.SerializeToString(deterministic=True))))


def test_a_plan_for_other_content_is_refused() -> None:
    with pytest.raises(DigestMismatchError):
        run(given(), replace(plan(synthetic().pin), content_key=Digest.of(b"other")))


def test_a_plan_for_another_model_is_refused() -> None:
    with pytest.raises(InvalidRecordError):
        run(given(), replace(plan(synthetic().pin), tag=Tag(model="other", n=1)))


def test_a_receipt_that_was_changed_is_another_content() -> None:
    with pytest.raises(DigestMismatchError):
        run(replace(given(), receipt=receipt() + b"\n"))


def test_a_licence_that_the_receipt_does_not_hold_is_refused() -> None:
    files = {**synthetic().files, "LICENSE": b"another licence"}
    with pytest.raises(LicenceError):
        run(replace(given(), acquired=replace(given().acquired, files=files)))


def test_a_pin_that_names_no_licence_file_is_refused() -> None:
    with pytest.raises(LicenceError, match=r"4\(a\)"):
        run(replace(given(), acquired=replace(given().acquired, files={})))


def test_another_repository_than_the_policys_is_refused() -> None:
    require_repository(publisher(), "VMAFx/vmafx")
    with pytest.raises(UsageError):
        require_repository(publisher(), "VMAFx/vmafx-evil")


@pytest.mark.parametrize("operator", ["Add", "Relu"])
def test_an_answer_outside_its_range_breaks_the_contract(operator: str) -> None:
    model = onnx.load_from_string(given().graphs.free)
    model.graph.node[-1].op_type = operator
    if operator == "Add":
        model.graph.node[-1].input.append("side1.bias")
    with pytest.raises(ParityError):
        contract.run_contract(model.SerializeToString(), synthetic().pin.contract)


def test_an_answer_that_is_no_number_breaks_the_contract() -> None:
    model = onnx.load_from_string(given().graphs.free)
    bias = next(t for t in model.graph.initializer if t.name == "outconv.bias")
    bias.raw_data = np.array([np.nan], "<f4").tobytes()
    with pytest.raises(ParityError):
        contract.run_contract(model.SerializeToString(), synthetic().pin.contract)


def test_the_checker_of_onnx_is_asked_too() -> None:
    model = onnx.load_from_string(given().graphs.free)
    model.graph.node[0].input[1] = "nowhere"
    with pytest.raises(MalformedOnnxError):
        contract.check_model(model.SerializeToString())


def test_the_artifacts_have_the_names_of_the_release() -> None:
    found = proof().release_set.artifact(Role.SBOM)
    assert found == Artifact.of("u2netp_mirror_v1.cdx.json", proof().release_set.files[Role.SBOM])
