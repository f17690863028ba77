"""Making a release public: once, whole, checked before and after, and curable by running again."""

from copy import deepcopy

import pytest

from release.attach.publication import plan
from release.attach.releases import Distance, Immutability, Release
from release.attach.rows import Row
from release.attach.staged import read_staged
from release.errors import (
    DigestMismatchError,
    ForeignObjectError,
    IrregularFileError,
    MissingRightError,
    SettingError,
    SignatureError,
    TryAgainLaterError,
)
from release.names import Names
from release.published import HOST_LIMIT
from tests.attach.memory import LATER, InMemoryReleases
from tests.attach.place import Place, staged, wanted
from tests.core.samples import SEEN, TAG
from tests.sign import samples

NAMES = samples.NAMES.release_set
WANTED = wanted()
WRITES = len(NAMES) + 2


def only(place: Place) -> Release:
    (release,) = place.releases.releases.values()
    return release


def test_a_release_set_is_uploaded_in_order_and_published_once() -> None:
    place = Place()
    receipt = place.attach()
    assert place.releases.uploads == NAMES
    assert place.releases.writes[-1] == "publish 1"
    assert receipt.uploads == len(NAMES)


def test_attaching_twice_writes_nothing_the_second_time() -> None:
    place = Place()
    place.attach()
    before = list(place.releases.writes)
    assert place.attach().uploads == 0
    assert place.releases.writes == before


@pytest.mark.parametrize("lost", range(1, WRITES + 1))
@pytest.mark.parametrize("when", ["before", "after", "half"])
def test_a_lost_answer_to_any_write_is_cured_by_reading_again(lost: int, when: str) -> None:
    place = Place(releases=InMemoryReleases(**{when: {lost}}))  # type: ignore[arg-type] # one of three
    place.attach()
    assert set(place.releases.uploads) == set(NAMES)
    assert not only(place).draft


@pytest.mark.parametrize("kept", range(WRITES))
def test_writes_that_stop_arriving_are_cured_by_running_again(kept: int) -> None:
    place = Place(releases=InMemoryReleases(before=set(range(kept + 1, 1000))))
    with pytest.raises(TryAgainLaterError):
        place.attach()
    assert sum(place.waits) <= 600
    place.releases.before = set()
    place.attach()
    assert not only(place).draft


def test_waits_grow_to_a_minute_and_end_after_ten() -> None:
    place = Place(releases=InMemoryReleases(before=set(range(1, 1000))))
    with pytest.raises(TryAgainLaterError):
        place.attach()
    assert place.waits[:6] == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0]
    assert 540 < sum(place.waits) <= 600


@pytest.mark.parametrize("hidden", [0, 30, 170])
def test_a_list_that_lags_makes_no_second_release(hidden: int) -> None:
    place = Place(releases=InMemoryReleases(hidden=hidden, after={1}))
    place.attach()
    assert not only(place).draft


def test_a_file_that_breaks_every_time_is_repaired_three_times() -> None:
    place = Place(releases=InMemoryReleases(half=set(range(2, 1000))))
    with pytest.raises(TryAgainLaterError):
        place.attach()
    assert place.releases.uploads == (NAMES[0],)  # its deletion is lost as well


def test_nothing_is_published_when_the_server_gives_back_other_bytes() -> None:
    place = Place(changes={"2": b"other"})
    with pytest.raises(DigestMismatchError):
        place.attach()
    assert only(place).draft


def test_nothing_is_published_that_somebody_else_signed() -> None:
    place = Place()
    with pytest.raises(SignatureError):
        place.attach(wanted(staged("evil")))
    assert only(place).draft


def test_a_release_that_can_still_be_changed_is_an_alarm() -> None:
    with pytest.raises(SettingError):
        Place(releases=InMemoryReleases(setting=False)).attach()


APP = "u2netp-release[bot]"
SETTINGS = {
    "on": (InMemoryReleases(account=APP), None),
    "off": (InMemoryReleases(account=APP, setting=False), SettingError),
    "unreadable": (
        InMemoryReleases(account=APP, readable=Immutability.UNREADABLE),
        MissingRightError,
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_an_app_makes_no_draft_unless_releases_are_known_to_be_immutable(name: str) -> None:
    releases, refusal = deepcopy(SETTINGS[name])
    if refusal is None:
        Place(releases=releases).attach(wanted(account=APP))
        return
    with pytest.raises(refusal):
        Place(releases=releases).attach(wanted(account=APP))
    assert releases.writes == []


def test_a_tag_that_was_there_costs_a_minute_and_the_number() -> None:
    place = Place()
    place.releases.refs[f"refs/tags/{TAG}"] = "e" * 40
    with pytest.raises(ForeignObjectError):
        place.attach()
    assert (place.releases.writes, sum(place.waits) >= 60) == ([], True)


def test_a_burned_name_is_marked_where_guard_looks_and_no_draft_is_left() -> None:
    place = Place(releases=InMemoryReleases(burned=True))
    with pytest.raises(ForeignObjectError):
        place.attach()
    assert f"refs/heads/{Names(TAG).burned_branch}" in place.releases.refs
    assert place.releases.releases == {}


def test_a_name_that_burns_while_the_draft_is_filled_leaves_no_draft() -> None:
    place = Place(releases=InMemoryReleases(before={WRITES}))
    place.releases.before = set(range(WRITES, 1000))
    with pytest.raises(TryAgainLaterError):
        place.attach()
    place.releases.before, place.releases.burned = set(), True
    with pytest.raises(ForeignObjectError):
        place.attach()
    assert place.releases.releases == {}


def test_a_public_download_with_other_bytes_is_an_alarm() -> None:
    with pytest.raises(DigestMismatchError):
        Place(changes={NAMES[0]: b"other"}).attach()


def test_a_foreign_draft_stays_where_it_is_and_is_reported() -> None:
    place = Place()
    theirs = place.releases.add(body=WANTED.body, author="somebody")
    place.attach()
    assert place.releases.releases[theirs.id] == theirs
    assert any(f"draft {theirs.id} by somebody" in line for line in place.lines)


def test_drafts_of_ours_go_once_the_release_is_public() -> None:
    place = Place()
    for body in (WANTED.body, WANTED.body, wanted(staged(salt="x")).body):
        place.releases.add(body=body)
    place.attach()
    assert not only(place).draft
    published = place.releases.writes.index("publish 1")
    assert all(w.startswith("discard") for w in place.releases.writes[published + 1 :])


def test_a_run_that_waited_for_a_month_does_not_publish_what_main_no_longer_wants() -> None:
    releases = InMemoryReleases(at=LATER + 30 * 86400)
    releases.refs["refs/heads/main"] = "f" * 40
    releases.away = Distance(descends=True, files=frozenset({"model/u2netp_mirror.toml"}))
    with pytest.raises(TryAgainLaterError):
        Place(releases=releases).attach()
    assert releases.writes == []


def test_a_plan_made_a_moment_ago_is_looked_at_twice() -> None:
    place = Place(releases=InMemoryReleases(at=SEEN + 5))
    place.attach()
    assert (place.releases.at >= SEEN + 60, only(place).draft) == (True, False)


def test_planning_says_the_row_and_writes_nothing() -> None:
    place = Place()
    assert plan(WANTED, place.around()).row is Row.FRESH
    place.attach()
    before = list(place.releases.writes)
    assert plan(WANTED, place.around()).row is Row.DONE
    assert place.releases.writes == before


def test_a_file_beyond_githubs_limit_is_refused_before_anything_is_read() -> None:
    signed = staged(salt="huge")
    path = signed.path(signed.artifacts()[1])
    with path.open("r+b") as file:
        file.truncate(HOST_LIMIT + 1)
    with pytest.raises(IrregularFileError):
        read_staged(signed.directory, tag=TAG, expected=signed.manifest_digest)
