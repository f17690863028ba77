"""The bot's pull request: one, rendered, updated in place, never over somebody's work."""

from dataclasses import replace
from functools import partial

import pytest

from release.errors import (
    ForeignObjectError,
    MissingInputError,
    ServiceDownError,
    SettingError,
)
from release.names import REGISTRY, Names, Role, card_path
from release.record.proposal import propose
from release.record.pull_request import Outcome, record
from release.registry import Registry
from tests.core.samples import TAG
from tests.record.memory import InMemoryBranches
from tests.sign import samples

BRANCH = Names(TAG).bot_branch
CARD = b"# Card\n\n<!-- mirror:begin -->\nold\n<!-- mirror:end -->\n\nMore.\n"
MAIN = {REGISTRY: Registry(()).dump(), card_path("u2netp"): CARD, "README.md": b"x"}
SIGNED = samples.signed()
PROPOSED = propose(SIGNED, samples.PUBLISHER, MAIN.get).files.keys()


def branches(**changes: bool) -> InMemoryBranches:
    return InMemoryBranches(main=dict(MAIN), **changes)  # type: ignore[arg-type] # its one flag


def run(repository: InMemoryBranches) -> Outcome:
    proposed = partial(propose, SIGNED, samples.PUBLISHER)
    return record(TAG, proposed, repository, pause=lambda _: None, tell=lambda _: None)


def test_a_release_becomes_one_commit_and_one_pull_request() -> None:
    repository = branches()
    assert run(repository) == Outcome(pull=1, writes=2)
    assert repository.writes == ["commit", f"point {BRANCH}", "open"]


def test_the_commit_changes_exactly_five_files_and_never_adds_the_model() -> None:
    repository = branches()
    run(repository)
    tree = repository.trees[repository.tips[BRANCH]]
    changed = {path for path, data in tree.items() if MAIN.get(path) != data}
    assert changed == {
        REGISTRY,
        card_path("u2netp"),
        "model/tiny/u2netp_mirror_v1.json",
        "model/tiny/u2netp_mirror_v1.onnx.sigstore.json",
        "changelog.d/added/u2netp-mirror-v1.md",
    }


def test_the_bundle_in_the_tree_is_the_bundle_of_the_release() -> None:
    repository = branches()
    run(repository)
    tree = repository.trees[repository.tips[BRANCH]]
    path = f"model/tiny/{SIGNED.names.tree_bundle}"
    assert tree[path] == SIGNED.files[Role.MODEL_BUNDLE]


def test_recording_twice_writes_nothing_the_second_time() -> None:
    repository = branches()
    run(repository)
    before = list(repository.writes)
    assert run(repository) == Outcome(pull=1, writes=0)
    assert repository.writes == before


def test_what_is_merged_leaves_nothing_to_propose() -> None:
    repository = branches()
    run(repository)
    repository.merge(BRANCH)
    assert run(repository) == Outcome(pull=None, writes=0)


@pytest.mark.parametrize("lost", range(1, 4))
def test_a_lost_answer_to_any_write_is_cured_by_reading_again(lost: int) -> None:
    repository = branches()
    repository.lost = {lost}
    assert run(repository).pull == 1
    assert len(repository.requests) == 1


def test_a_write_that_never_shows_ends_as_a_service_that_is_down() -> None:
    repository = branches()
    repository.lost = set(range(1, 100))
    with pytest.raises(ServiceDownError):
        run(repository)


def test_a_branch_that_says_something_else_is_written_again_on_the_tip_of_main() -> None:
    repository = branches()
    run(repository)
    repository.change("main", {card_path("u2netp"): CARD + b"People wrote more.\n"})
    assert run(repository).pull == 1
    assert b"People wrote more." in repository.trees[repository.tips[BRANCH]][card_path("u2netp")]


def test_an_unrelated_change_on_main_does_not_move_the_branch() -> None:
    repository = branches()
    run(repository)
    tip = repository.tips[BRANCH]
    repository.change("main", {"README.md": b"y"})
    run(repository)
    assert repository.tips[BRANCH] == tip


@pytest.mark.parametrize("files", [{REGISTRY: b"theirs"}, {"notes.md": b"theirs"}], ids=str)
def test_somebodys_commit_on_the_branch_is_never_overwritten(files: dict[str, bytes]) -> None:
    repository = branches()
    run(repository)
    theirs, before = repository.change(BRANCH, files), list(repository.writes)
    with pytest.raises(ForeignObjectError):
        run(repository)
    assert (repository.tips[BRANCH], repository.writes) == (theirs, before)


def test_a_merge_of_main_by_a_person_leaves_nothing_to_write() -> None:
    repository = branches()
    run(repository)
    theirs = repository.change(BRANCH, {})
    assert run(repository) == Outcome(pull=1, writes=0)
    assert repository.tips[BRANCH] == theirs


def test_somebody_who_pushes_just_before_us_is_not_overwritten() -> None:
    repository = branches()
    run(repository)
    repository.change("main", {card_path("u2netp"): CARD + b"People wrote more.\n"})
    repository.hurried = [lambda: repository.change(BRANCH, {"notes.md": b"theirs"})]
    with pytest.raises(ForeignObjectError):
        run(repository)
    assert repository.trees[repository.tips[BRANCH]]["notes.md"] == b"theirs"


def test_somebody_who_creates_the_branch_just_before_us_is_not_overwritten() -> None:
    repository = branches()

    def create() -> None:
        repository.tips[BRANCH] = repository.tips["main"]
        repository.change(BRANCH, {"notes.md": b"theirs"})

    repository.hurried = [create]
    with pytest.raises(ForeignObjectError):
        run(repository)
    assert repository.trees[repository.tips[BRANCH]]["notes.md"] == b"theirs"


def test_what_the_bots_branch_says_too_much_is_written_again() -> None:
    repository = branches()
    run(repository)
    repository.change(BRANCH, {"stray.md": b"x"}, by=())
    assert run(repository) == Outcome(pull=1, writes=1)
    assert "stray.md" not in repository.trees[repository.tips[BRANCH]]


def test_main_that_moved_under_the_proposal_is_met_by_a_new_commit_on_its_tip() -> None:
    repository = branches()
    run(repository)
    # Other facts between the markers: what is proposed is the same, but the two would conflict.
    tip = repository.change("main", {card_path("u2netp"): CARD.replace(b"old", b"other")})
    assert run(repository) == Outcome(pull=1, writes=1)
    assert repository.parents[repository.tips[BRANCH]] == tip


def test_the_branch_is_moved_once_and_never_to_its_base() -> None:
    repository = branches()
    run(repository)
    repository.change("main", {card_path("u2netp"): CARD.replace(b"old", b"other")})
    run(repository)
    assert [w for w in repository.writes if w.startswith("point")] == [f"point {BRANCH}"] * 2


def test_a_text_that_somebody_edited_is_brought_up_to_date() -> None:
    repository = branches()
    run(repository)
    repository.requests[0] = replace(repository.requests[0], body="edited")
    run(repository)
    assert str(SIGNED.manifest_digest) in repository.requests[0].body


def test_a_pull_request_that_somebody_closed_is_not_opened_again() -> None:
    repository = branches()
    run(repository)
    repository.requests[0] = replace(repository.requests[0], open=False)
    with pytest.raises(ForeignObjectError):
        run(repository)
    assert len(repository.requests) == 1


def test_a_closed_pull_request_whose_branch_is_gone_is_left_alone() -> None:
    repository = branches()
    run(repository)
    repository.requests[0] = replace(repository.requests[0], open=False)
    del repository.tips[BRANCH]
    before = list(repository.writes)
    with pytest.raises(ForeignObjectError) as caught:
        run(repository)
    assert "#1" in caught.value.remedy
    assert (repository.writes, BRANCH in repository.tips) == (before, False)


def test_a_record_that_was_merged_and_taken_back_is_proposed_again() -> None:
    repository = branches()
    run(repository)
    repository.merge(BRANCH)
    repository.change("main", {**MAIN, **dict.fromkeys(PROPOSED - MAIN.keys(), b"")})
    assert run(repository).pull == 2


def test_a_setting_that_forbids_pull_requests_is_named() -> None:
    with pytest.raises(SettingError):
        run(branches(may_open=False))


@pytest.mark.parametrize("path", [REGISTRY, card_path("u2netp")])
def test_a_tree_without_registry_or_card_is_refused(path: str) -> None:
    repository = branches()
    del repository.main[path]
    with pytest.raises(MissingInputError):
        run(repository)
    assert repository.writes == []
