"""Making a release public: once, whole, checked before and after, and curable by running again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from release.attach.decide import Wanted
from release.attach.publication import Receipt, Surroundings, attach
from release.errors import (
    DigestMismatchError,
    ForeignObjectError,
    ServiceDownError,
    SettingError,
    SignatureError,
)
from release.names import Role
from release.published import PublishedRelease
from tests.attach.memory import COMMIT, InMemoryReleases, PublicAssets
from tests.core.samples import TAG, policy
from tests.sign import samples

WANTED = Wanted(signed=samples.signed(), publisher=samples.PUBLISHER, commit=COMMIT)
NAMES = samples.NAMES.release_set


@dataclass
class Place:
    """Everything around one call of `attach`."""

    releases: InMemoryReleases = field(default_factory=InMemoryReleases)
    changes: Mapping[str, bytes] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)

    def attach(self, wanted: Wanted = WANTED) -> Receipt:
        surroundings = Surroundings(
            releases=self.releases,
            accepts=samples.InMemoryCosign(),
            pause=self.waits.append,
            tell=lambda _: None,
        )
        downloads = PublicAssets(self.releases, self.changes)
        public = PublishedRelease(repository=policy().repository, tag=TAG, downloads=downloads)
        return attach(wanted, surroundings, public)


def test_a_release_set_is_uploaded_in_order_and_published_once() -> None:
    place = Place()
    receipt = place.attach()
    assert place.releases.uploads == NAMES
    assert place.releases.writes[-1] == "publish 1"
    assert (receipt.commit, receipt.uploads) == (COMMIT, len(Role))


def test_attaching_twice_writes_nothing_the_second_time() -> None:
    place = Place()
    place.attach()
    before = list(place.releases.writes)
    assert place.attach().uploads == 0
    assert place.releases.writes == before


@pytest.mark.parametrize("lost", range(1, len(Role) + 3))
@pytest.mark.parametrize("when", ["before", "after", "half"])
def test_a_lost_answer_to_any_write_is_cured_by_reading_again(lost: int, when: str) -> None:
    place = Place(releases=InMemoryReleases(**{when: {lost}}))  # type: ignore[arg-type] # one of three
    place.attach()
    assert set(place.releases.uploads) == set(NAMES)
    published = [r for r in place.releases.releases.values() if not r.draft]
    assert len(published) == len(place.releases.releases) == 1


@pytest.mark.parametrize("kept", range(len(Role) + 2))
def test_a_crash_after_any_write_is_cured_by_running_again(kept: int) -> None:
    place = Place(releases=InMemoryReleases(before=set(range(kept + 1, 100))))
    with pytest.raises(ServiceDownError):
        place.attach()
    place.releases.before = set()
    place.attach()
    assert len(place.releases.uploads) >= len(NAMES)
    assert len(place.releases.releases) == 1


def test_a_write_that_never_shows_ends_after_three_tries_with_growing_waits() -> None:
    place = Place(releases=InMemoryReleases(before=set(range(1, 100))))
    with pytest.raises(ServiceDownError):
        place.attach()
    assert place.waits == [4.0, 8.0]
    assert len(place.releases.writes) == 3


def test_nothing_is_published_when_the_server_gives_back_other_bytes() -> None:
    place = Place(releases=InMemoryReleases(before={12}))
    draft = place.releases.add(body=WANTED.body)
    for role, data in WANTED.signed.files.items():
        place.releases.put(draft.id, samples.NAMES.asset(role), data)
    model = place.releases.releases[draft.id].assets[0].id
    place.releases.data[model] = b"other"
    with pytest.raises(DigestMismatchError):
        place.attach()
    assert place.releases.writes == []


def test_nothing_is_published_that_somebody_else_signed() -> None:
    place = Place()
    evil = Wanted(signed=samples.signed("evil"), publisher=samples.PUBLISHER, commit=COMMIT)
    with pytest.raises(SignatureError):
        place.attach(evil)
    assert not [write for write in place.releases.writes if write.startswith("publish")]


def test_a_release_that_can_still_be_changed_is_an_alarm() -> None:
    with pytest.raises(SettingError):
        Place(releases=InMemoryReleases(immutable=False)).attach()


def test_a_tag_that_was_there_at_another_commit_is_an_alarm() -> None:
    with pytest.raises(ForeignObjectError):
        Place(releases=InMemoryReleases(tags={str(TAG): "e" * 40})).attach()


def test_a_public_download_with_other_bytes_is_an_alarm() -> None:
    name = samples.NAMES.asset(Role.MODEL)
    with pytest.raises(DigestMismatchError):
        Place(changes={name: b"other"}).attach()


def test_a_foreign_draft_stays_where_it_is() -> None:
    place = Place()
    theirs = place.releases.add(body=WANTED.body, author="somebody")
    place.attach()
    assert place.releases.releases[theirs.id] == theirs
