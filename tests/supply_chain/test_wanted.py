"""A version through the reconciler: release-please's draft is filled and published."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from release.attach.observation import Standing
from release.attach.releases import Distance, Release
from release.errors import (
    DigestMismatchError,
    ForeignObjectError,
    ReleaseError,
    SettingError,
    TryAgainLaterError,
    UnexpectedAssetError,
)
from release.supply_chain.source import Source
from release.supply_chain.wanted import WantedVersion
from release.writers import JOB_ACTOR, Writer
from tests.attach.memory import COMMIT, InMemoryReleases
from tests.attach.place import Place
from tests.core.samples import policy
from tests.supply_chain import samples
from tests.supply_chain.samples import CHANGELOG, NAMES, TAG, signed, wanted


def drafted(author: str = "github-actions[bot]", target: str = COMMIT) -> Place:
    """Return a repository in which release-please made tag and draft."""
    place = Place(releases=InMemoryReleases(tag=TAG))
    place.releases.refs[f"refs/tags/{TAG}"] = COMMIT
    place.releases.add(body="by release-please", target=target, author=author)
    return place


def only(place: Place) -> Release:
    (found,) = place.releases.releases.values()
    return found


def test_the_draft_is_filled_in_order_and_becomes_the_latest_release() -> None:
    receipt = (place := drafted()).attach(wanted())
    assert place.releases.uploads == NAMES.assets
    assert (only(place).draft, only(place).immutable) == (False, True)
    assert (receipt.commit, receipt.uploads) == (COMMIT, len(NAMES.assets))
    assert place.releases.made_latest is True


def test_an_older_version_does_not_become_the_latest_release() -> None:
    (place := drafted()).attach(wanted(latest=False))
    assert place.releases.made_latest is False


def test_attaching_twice_uploads_once() -> None:
    place = drafted()
    assert place.attach(wanted()).release == place.attach(wanted()).release
    assert place.releases.uploads == NAMES.assets


def test_a_draft_that_was_deleted_is_made_anew_at_the_commit_of_the_tag() -> None:
    place = drafted()
    place.releases.releases.clear()
    place.attach(wanted())
    assert (only(place).target, only(place).draft) == (COMMIT, False)


@pytest.mark.parametrize("lost", range(1, len(NAMES.assets) + 2))
@pytest.mark.parametrize("way", ["before", "after", "half"])
def test_a_lost_answer_anywhere_ends_in_the_same_release(lost: int, way: str) -> None:
    place = drafted()
    getattr(place.releases, way).add(lost)
    place.attach(wanted())
    assert [a.name for a in only(place).assets] == sorted(NAMES.assets)
    assert not only(place).draft


def test_another_signing_of_the_same_content_that_is_public_is_done() -> None:
    place = drafted()
    place.attach(wanted())
    writes = len(place.releases.writes)
    place.attach(wanted(signed(again="another run")))
    assert len(place.releases.writes) == writes


def test_a_model_of_the_same_repository_is_not_touched() -> None:
    place = drafted()
    place.releases.refs["refs/tags/u2netp-mirror-v1"] = "e" * 40
    place.attach(wanted())
    assert place.releases.refs["refs/tags/u2netp-mirror-v1"] == "e" * 40


def no_tag(place: Place) -> None:
    del place.releases.refs[f"refs/tags/{TAG}"]


def moved_tag(place: Place) -> None:
    place.releases.refs[f"refs/tags/{TAG}"] = "d" * 40


def left_main(place: Place) -> None:
    place.releases.refs["refs/heads/main"] = "d" * 40
    place.releases.away = Distance(descends=False, files=frozenset())


def no_main(place: Place) -> None:
    del place.releases.refs["refs/heads/main"]


def file_too_many(place: Place) -> None:
    place.releases.put(only(place).id, "more", b"")


def burned(place: Place) -> None:
    place.releases.burned = True


REFUSED: dict[str, tuple[Callable[[Place], None], type[ReleaseError]]] = {
    "the tag is gone": (no_tag, ForeignObjectError),
    "the tag was moved": (moved_tag, ForeignObjectError),
    "the commit left main": (left_main, ForeignObjectError),
    "there is no main": (no_main, ForeignObjectError),
    "a file too many": (file_too_many, UnexpectedAssetError),
    "the name was burned": (burned, ForeignObjectError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused_and_nothing_becomes_public(name: str) -> None:
    change, error = REFUSED[name]
    place = drafted()
    change(place)
    with pytest.raises(error):
        place.attach(wanted())
    assert all(release.draft for release in place.releases.releases.values())


def test_a_release_that_can_be_changed_is_an_alarm() -> None:
    place = drafted()
    place.releases.setting = False  # the job's own token cannot ask before it publishes
    with pytest.raises(SettingError):
        place.attach(wanted())


def test_main_may_go_on_whatever_it_changes() -> None:
    place = drafted()
    place.releases.refs["refs/heads/main"] = "d" * 40
    place.releases.away = Distance(descends=True, files=frozenset({".github/workflows/ci.yml"}))
    place.attach(wanted())
    assert not only(place).draft


@pytest.mark.parametrize(
    ("author", "target"), [("somebody", COMMIT), ("github-actions[bot]", "d" * 40)]
)
def test_a_draft_of_somebody_else_or_for_another_commit_is_not_filled(
    author: str, target: str
) -> None:
    place = drafted(author, target)
    number = only(place).id
    place.attach(wanted())
    left = place.releases.releases.pop(number, None)  # ours is deleted when it can do no harm
    assert left is None or left.assets == ()
    assert (only(place).draft, only(place).target) == (False, COMMIT)


def test_what_is_published_with_other_content_is_never_touched() -> None:
    place = drafted()
    place.attach(wanted(signed(salt="other")))
    before = (only(place), len(place.releases.writes))
    with pytest.raises(ForeignObjectError):
        place.attach(wanted())
    assert (only(place), len(place.releases.writes)) == before


def test_bytes_that_the_server_changed_are_not_published() -> None:
    place = drafted()
    place.changes = {str(only(place).id + 1): b"evil"}  # the address of the first upload
    with pytest.raises(DigestMismatchError):
        place.attach(wanted())
    assert only(place).draft


def test_a_server_that_stays_silent_ends_with_75() -> None:
    place = drafted()
    place.releases.before = set(range(1, 10_000))
    with pytest.raises(TryAgainLaterError):
        place.attach(wanted())


APP = "release-please-app[bot]"
WITH_APP = frozenset({APP, JOB_ACTOR})


@pytest.mark.parametrize(
    ("author", "drafters", "filled"),
    [
        (APP, WITH_APP, True),
        (JOB_ACTOR, WITH_APP, True),  # this job made it anew
        ("another-app[bot]", WITH_APP, False),
        ("release-please-app", WITH_APP, False),  # a person
        (APP, frozenset({JOB_ACTOR}), False),  # the policy names no App
    ],
)
def test_only_a_draft_of_whom_the_policy_names_is_filled(
    author: str,
    drafters: frozenset[str],
    filled: bool,  # noqa: FBT001 -- what a row says
) -> None:
    place = drafted(author)
    number = only(place).id
    place.attach(replace(wanted(), drafters=drafters))
    public = [release.id for release in place.releases.releases.values() if not release.draft]
    assert (public == [number]) == filled
    assert filled or not place.releases.releases[number].assets


def test_whose_drafts_are_ours_is_the_policys_word() -> None:
    source = Source(commit=COMMIT, time=0, files={"CHANGELOG.md": CHANGELOG.encode()})
    wish, app = wanted(), Writer(actor=APP, client_id="Iv1")
    rules = replace(policy(), release_please=app)
    made = WantedVersion.of(wish.whole, wish.directory, rules, source, latest=True)
    assert (made.drafters, made.account) == (WITH_APP, JOB_ACTOR)


def test_what_the_job_wants_comes_from_policy_and_tree() -> None:
    source = Source(commit=COMMIT, time=0, files={"CHANGELOG.md": CHANGELOG.encode()})
    wish = wanted()
    made = WantedVersion.of(wish.whole, wish.directory, policy(), source, latest=True)
    assert made == wish
    assert (made.publisher, made.tag, made.title) == (samples.PUBLISHER, TAG, "v0.2.0")


def test_a_version_has_no_number_and_no_release_before_it() -> None:
    wish = wanted()
    assert (wish.taken({"refs/tags/v9.9.9": COMMIT}, None), wish.seen) == (0, None)
    assert wish.standing(Distance(descends=True, files=None)) is Standing.CURRENT
