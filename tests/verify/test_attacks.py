"""The classic attacks on who fetches updates, each by its name (TUF specification, 1.5.2)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from onnx import ModelProto

from release.errors import (
    BundleError,
    DigestMismatchError,
    InvalidRecordError,
    IrregularFileError,
    MissingInputError,
    RevokedError,
    SignatureError,
)
from release.names import Names, Role, Tag
from release.verify.model import REGISTRY
from release.verify.newest import LIST, LIST_BUNDLE
from release.verify.revocations import LIST_LIMIT, Judgement, SignedList
from tests.cases.graphs import changed, exported
from tests.core.samples import policy_text
from tests.verify.shelf import NAME, TODAY, Shelf, with_rules

FIRST, SECOND = (Names(Tag(model="u2netp", n=n)) for n in (1, 2))
SECOND_NAME = SECOND.asset(Role.MODEL)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(path=tmp_path)
    made.release(1)
    return made


def relabelled() -> bytes:
    """Return a graph that is as good as ours, with one other word in its metadata."""

    def change(model: ModelProto) -> None:
        model.metadata_props[0].value += "."

    return changed(exported(), change)


def test_rollback_to_an_older_release_is_refused(shelf: Shelf) -> None:
    shelf.verify()
    shelf.release(2)
    shelf.verify(SECOND_NAME)
    with pytest.raises(RevokedError):
        shelf.verify(NAME)


def test_rollback_to_an_older_list_is_refused(shelf: Shelf) -> None:
    shelf.publish_list(2, (1, Judgement.SUPERSEDED))
    shelf.verify()
    shelf.publish_list(1)
    with pytest.raises(RevokedError):
        shelf.verify()


def test_rollback_below_the_list_the_policy_asks_for_is_refused_at_first_sight(
    tmp_path: Path,
) -> None:
    shelf = Shelf(path=tmp_path, policy=with_rules(policy_text(), least=3))
    shelf.release()
    shelf.publish_list(2)
    with pytest.raises(RevokedError):
        shelf.verify()
    shelf.publish_list(3)
    assert shelf.verify().warnings == ()


def test_hiding_the_list_is_refused_by_who_has_seen_one(shelf: Shelf) -> None:
    shelf.publish_list(1)
    shelf.verify()
    (shelf.models / LIST).unlink()
    (shelf.models / LIST_BUNDLE).unlink()
    with pytest.raises(RevokedError):
        shelf.verify()


def test_hiding_the_list_is_refused_where_the_policy_asks_for_one(tmp_path: Path) -> None:
    shelf = Shelf(path=tmp_path, policy=with_rules(policy_text(), least=1))
    shelf.release()
    with pytest.raises(RevokedError):
        shelf.verify()


def test_a_revoked_release_stays_refused_when_the_list_disappears_again(shelf: Shelf) -> None:
    shelf.publish_list(1, (1, Judgement.REVOKED))
    with pytest.raises(RevokedError):
        shelf.verify()
    (shelf.models / LIST).unlink()
    (shelf.models / LIST_BUNDLE).unlink()
    with pytest.raises(RevokedError):
        shelf.verify()


def test_freeze_an_old_list_is_refused_after_its_date(shelf: Shelf) -> None:
    until = shelf.publish_list(1).valid_until
    shelf.verify(demands=shelf.demands(today=until))
    with pytest.raises(RevokedError):
        shelf.verify(demands=shelf.demands(today=until + timedelta(days=1)))


def test_freeze_is_a_warning_where_the_policy_says_so(tmp_path: Path) -> None:
    shelf = Shelf(path=tmp_path, policy=with_rules(policy_text(), late="warn"))
    shelf.release()
    until = shelf.publish_list(1).valid_until
    verified = shelf.verify(demands=shelf.demands(today=until + timedelta(days=1)))
    assert [str(until) in warning for warning in verified.warnings] == [True]


def test_freeze_by_a_clock_that_is_behind_is_noticed(shelf: Shelf) -> None:
    dated = shelf.publish_list(1).dated
    with pytest.raises(RevokedError):
        shelf.verify(demands=shelf.demands(today=dated - timedelta(days=1)))


def test_mix_and_match_of_two_releases_is_refused(shelf: Shelf) -> None:
    shelf.release(2)
    manifest, bundle = (
        (shelf.models / FIRST.asset(role)).read_bytes()
        for role in (Role.MANIFEST, Role.MANIFEST_BUNDLE)
    )
    shelf.put(SECOND.asset(Role.MANIFEST), manifest)
    shelf.put(SECOND.asset(Role.MANIFEST_BUNDLE), bundle)
    with pytest.raises(DigestMismatchError):
        shelf.verify(SECOND_NAME)


def test_mix_and_match_with_a_registry_that_agrees_is_refused(shelf: Shelf) -> None:
    shelf.release(2)
    for role in (Role.MANIFEST, Role.MANIFEST_BUNDLE):
        shelf.put(SECOND.asset(role), (shelf.models / FIRST.asset(role)).read_bytes())
    registry = shelf.registry()
    first, second = registry.entries
    mixed = replace(second, mirror=replace(second.released, manifest=first.released.manifest))
    shelf.record(registry.with_entry(mixed))
    with pytest.raises(InvalidRecordError):
        shelf.verify(SECOND_NAME)


def test_an_old_model_under_a_new_name_is_refused(shelf: Shelf) -> None:
    shelf.release(2, model=relabelled())
    shelf.put(SECOND_NAME, exported())
    shelf.put(SECOND.tree_bundle, (shelf.models / FIRST.tree_bundle).read_bytes())
    with pytest.raises(DigestMismatchError):
        shelf.verify(SECOND_NAME)


def test_other_bytes_under_a_number_that_was_seen_are_refused(shelf: Shelf) -> None:
    shelf.verify()
    (shelf.models / REGISTRY).unlink()
    shelf.release(1, model=relabelled())
    with pytest.raises(RevokedError):
        shelf.verify()


def test_another_list_under_a_number_that_was_seen_is_refused(shelf: Shelf) -> None:
    shelf.publish_list(1, (1, Judgement.SUPERSEDED))
    shelf.verify()
    shelf.publish_list(1)
    with pytest.raises(RevokedError):
        shelf.verify()


@pytest.mark.parametrize("name", [NAME, FIRST.tree_bundle, FIRST.asset(Role.MANIFEST), LIST])
def test_endless_data_is_refused_by_size_before_it_is_read(shelf: Shelf, name: str) -> None:
    shelf.publish_list(1)
    with (shelf.models / name).open("r+b") as file:
        file.truncate(1 << 42)  # sparse: it would take minutes to read
    with pytest.raises(IrregularFileError):
        shelf.verify()


def test_a_list_that_is_just_too_long_is_refused(shelf: Shelf) -> None:
    shelf.publish_list(1)
    shelf.put(LIST, bytes(LIST_LIMIT + 1))
    with pytest.raises(IrregularFileError):
        shelf.verify()


def test_a_wrong_file_under_the_right_name_is_refused(shelf: Shelf) -> None:
    shelf.put(NAME, b"PK\x03\x04 the checkpoint, say")
    with pytest.raises(DigestMismatchError):
        shelf.verify()


def test_a_list_signed_by_who_signs_releases_is_refused(shelf: Shelf) -> None:
    listed = shelf.publish_list(1)
    shelf.put(LIST_BUNDLE, shelf.sign(listed.dump(), shelf.policy.publisher(FIRST.tag)))
    with pytest.raises(SignatureError):
        shelf.verify()


def test_a_list_without_its_bundle_and_a_bundle_without_its_list_are_refused(shelf: Shelf) -> None:
    shelf.publish_list(1)
    for name in (LIST, LIST_BUNDLE):
        kept = (shelf.models / name).read_bytes()
        (shelf.models / name).unlink()
        with pytest.raises(MissingInputError if name == LIST else BundleError):
            shelf.verify()
        shelf.put(name, kept)
    assert shelf.verify(demands=shelf.demands(today=TODAY)).warnings == ()


def test_what_was_accepted_once_is_judged_again_when_anything_about_it_changes(
    shelf: Shelf,
) -> None:
    shelf.publish_list(1)
    demands = shelf.demands()
    shelf.verify(demands=demands)
    for name in (FIRST.asset(Role.MANIFEST_BUNDLE), LIST_BUNDLE):
        kept = (shelf.models / name).read_bytes()
        shelf.put(name, (shelf.models / FIRST.tree_bundle).read_bytes())
        with pytest.raises(SignatureError):
            shelf.verify(demands=demands)
        shelf.put(name, kept)
    shelf.verify(demands=demands)


def test_a_newer_list_elsewhere_wins_over_the_one_in_the_directory(shelf: Shelf) -> None:
    shelf.publish_list(2, (1, Judgement.REVOKED))
    elsewhere = SignedList(
        data=(shelf.models / LIST).read_bytes(), bundle=(shelf.models / LIST_BUNDLE).read_bytes()
    )
    shelf.publish_list(1)
    demands = replace(shelf.demands(), lists=(elsewhere,))
    with pytest.raises(RevokedError):
        shelf.verify(demands=demands)
