"""One model of a model directory: everything holds, or the first that does not refuses it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped] # it ships no types
import pytest

from release.bundle import Shape
from release.errors import (
    BundleError,
    DigestMismatchError,
    InvalidRecordError,
    MalformedOnnxError,
    OutsideJailError,
    ReleaseError,
    RevokedError,
    SignatureError,
)
from release.mirror import Status
from release.names import Names, Role
from release.registry import Registry
from release.verify import jail, session
from release.verify.model import verify_model
from release.verify.revocations import Judgement
from release.verify.seen import Forgetful
from tests.cases.graphs import changed, exported, node
from tests.core.samples import TAG, policy_text
from tests.verify.shelf import NAME, TODAY, Shelf, with_rules

NAMES = Names(TAG)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(path=tmp_path)
    made.release()
    return made


@pytest.mark.parametrize("shape", list(Shape))
def test_a_release_is_accepted_in_both_shapes(tmp_path: Path, shape: Shape) -> None:
    shelf = Shelf(path=tmp_path, shape=shape)
    manifest = shelf.release()
    verified = shelf.verify()
    assert (verified.tag, verified.manifest, verified.warnings) == (TAG, manifest, ())
    assert [check.name for check in verified.checks] == [
        *("trust root", "registry", "identity", "manifest", "no list", "memory", "scan"),
    ]


def test_the_bytes_that_were_verified_are_the_bytes_that_run(shelf: Shelf) -> None:
    loaded = session.load_verified(NAME, jail=shelf.models, demands=shelf.demands())
    picture = np.random.default_rng(1).random((1, 3, 32, 48), np.float32)
    (answer,) = loaded.run(None, {"input": picture})
    (expected,) = onnxruntime.InferenceSession(exported()).run(None, {"input": picture})
    assert np.array_equal(np.asarray(answer), np.asarray(expected))


def test_a_model_is_named_by_its_whole_path_too_and_may_lie_deeper(shelf: Shelf) -> None:
    demands = shelf.demands()
    assert session.load_verified(shelf.models / NAME, jail=shelf.models, demands=demands)
    (shelf.models / "deep").mkdir()
    (shelf.models / NAME).rename(shelf.models / "deep" / NAME)
    assert session.load_verified(f"deep/{NAME}", jail=shelf.models, demands=demands)


def test_a_model_is_verified_without_being_held_in_memory(shelf: Shelf) -> None:
    with jail.opened(shelf.models) as directory:
        verified = verify_model(NAME, directory, shelf.demands())
    assert verified.artifact == verified.manifest.artifact(Role.MODEL)


def test_demands_are_read_from_the_files_a_program_is_started_with(shelf: Shelf) -> None:
    policy = shelf.path / "policy.toml"
    policy.write_text(policy_text())
    demands = session.read_demands(
        policy=policy, trusted_root=shelf.trusted_root, state=shelf.state.path
    )
    session.load_verified(NAME, jail=shelf.models, demands=demands)
    assert json.loads(shelf.state.path.read_text())["models"][0]["newest"]["n"] == 1


def _foreign_operator(shelf: Shelf) -> None:
    data = changed(exported(), lambda model: setattr(node(model, "Relu"), "op_type", "Elu"))
    shelf.release(model=data)


def _text(shelf: Shelf) -> None:
    shelf.release(model=b"<html>not a model</html>")


@pytest.mark.parametrize(("make", "code"), [(_foreign_operator, 31), (_text, 30)])
def test_a_signed_graph_is_scanned_all_the_same(
    shelf: Shelf, make: Callable[[Shelf], None], code: int
) -> None:
    make(shelf)
    with pytest.raises(ReleaseError) as caught:
        session.load_verified(NAME, jail=shelf.models, demands=shelf.demands())
    assert caught.value.exit_code == code


def test_a_verification_asked_for_like_a_flag_is_the_same_verification(shelf: Shelf) -> None:
    assert session.load(NAME, jail=shelf.models, tiny_model_verify=shelf.demands())
    (shelf.models / NAMES.tree_bundle).unlink()
    with pytest.raises(BundleError):
        session.load(NAME, jail=shelf.models, tiny_model_verify=shelf.demands())


def test_without_verification_directory_and_scan_hold_all_the_same(shelf: Shelf) -> None:
    for path in shelf.models.glob("*.json*"):
        path.unlink()
    assert session.load(NAME, jail=shelf.models)
    with pytest.raises(OutsideJailError):
        session.load(f"../models/{NAME}", jail=shelf.models)
    shelf.put(NAME, b"<html>")
    with pytest.raises(MalformedOnnxError):
        session.load(NAME, jail=shelf.models)


def test_no_variable_switches_the_verification_off(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MODEL_CHECKSUM_DISABLED", "TINY_MODEL_VERIFY", "SIGSTORE_TRUSTED_ROOT"):
        monkeypatch.setenv(name, "0")
    monkeypatch.setenv("TUF_MIRROR", "https://evil.example.org")
    monkeypatch.setenv("PATH", str(shelf.path))
    shelf.put(NAME, exported()[:-1] + b"\xff")
    with pytest.raises(DigestMismatchError):
        shelf.verify()


def test_a_model_the_registry_does_not_know_is_refused(shelf: Shelf) -> None:
    shelf.put("other.onnx", exported())
    with pytest.raises(InvalidRecordError):
        shelf.verify("other.onnx")


def test_a_model_the_policy_has_no_publisher_for_is_refused(shelf: Shelf) -> None:
    text = policy_text().replace('model = "u2netp"', 'model = "other"')
    with pytest.raises(InvalidRecordError):
        shelf.verify(demands=replace(shelf.demands(), policy=with_rules(text)))


@pytest.mark.parametrize("status", [Status.YANKED, Status.BURNED])
def test_what_the_registry_takes_back_is_refused(shelf: Shelf, status: Status) -> None:
    shelf.set_status(status)
    with pytest.raises(RevokedError):
        shelf.verify()


def test_what_is_superseded_is_accepted_with_a_warning(shelf: Shelf) -> None:
    shelf.set_status(Status.SUPERSEDED)
    assert [w.partition(",")[0] for w in shelf.verify().warnings] == [f"{TAG} is superseded"]


def test_the_list_takes_back_a_release_whatever_the_registry_says(shelf: Shelf) -> None:
    shelf.publish_list(1, (1, Judgement.REVOKED))
    with pytest.raises(RevokedError):
        shelf.verify()


def test_the_list_warns_of_a_superseded_release(shelf: Shelf) -> None:
    shelf.publish_list(1, (1, Judgement.SUPERSEDED))
    assert len(shelf.verify().warnings) == 1


def test_a_list_that_names_others_changes_nothing(shelf: Shelf) -> None:
    shelf.publish_list(1, (2, Judgement.REVOKED))
    assert shelf.verify().warnings == ()


def test_a_release_signed_as_the_list_is_refused(tmp_path: Path) -> None:
    shelf = Shelf(path=tmp_path)
    shelf.release()
    shelf.put(NAMES.tree_bundle, shelf.sign(exported(), shelf.policy.revoker(1)))
    with pytest.raises(SignatureError):
        shelf.verify()


def test_a_statement_in_the_place_of_a_bundle_is_refused(shelf: Shelf) -> None:
    shelf.put(NAMES.tree_bundle, b"{}")
    with pytest.raises(BundleError):
        shelf.verify()


def test_who_remembers_nothing_is_told_so(shelf: Shelf) -> None:
    verified = shelf.verify(demands=shelf.demands(memory=Forgetful()))
    assert {"no memory", "no list"} <= {check.name for check in verified.checks}
    assert not shelf.state.path.exists()
    assert shelf.demands().today() == TODAY


def test_an_empty_registry_holds_nothing(tmp_path: Path) -> None:
    shelf = Shelf(path=tmp_path)
    shelf.put(NAME, exported())
    shelf.record(Registry(()))
    with pytest.raises(InvalidRecordError):
        shelf.verify()
