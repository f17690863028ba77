"""Published versions of this repository against what was signed: every difference is told alone."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from release.errors import MissingInputError, ReleaseError
from release.supply_chain.stranger import Accepted as Whole
from release.version import VersionTag
from release.watch import versions
from release.watch.announced import Announced, Promised
from release.watch.listing import Listed, ListedFile, Listing, TagRef
from tests.attach.memory import COMMIT
from tests.supply_chain.samples import TAG, signed

ACCEPTED = versions.Accepted.of(TAG, Whole(whole=signed(), commit=COMMIT))
OTHER = "b" * 40
FILES = tuple(
    ListedFile(name=f.name, size=f.size, digest=f.digest, whole=True)
    for f in ACCEPTED.files.values()
)
LISTED = Listed(tag=str(TAG), title="x", body="x", prerelease=False, immutable=True, target="main",
                published=datetime(2026, 12, 1, tzinfo=UTC), files=FILES)  # fmt: skip
GONE = MissingInputError("x", expected="y", remedy="z")


@dataclass(frozen=True, kw_only=True)
class Look:
    """One version that is well; a case changes one thing of it."""

    verdict: versions.Accepted | ReleaseError = ACCEPTED
    listed: Listed = LISTED
    tags: tuple[TagRef, ...] = (TagRef(name=str(TAG), kind="commit", sha=COMMIT),)
    on_main: frozenset[str] = field(default_factory=lambda: frozenset({COMMIT}))

    def told(self) -> list[tuple[str, int]]:
        listing = Listing(releases=(self.listed,), tags=self.tags, latest=None)
        seen = versions.differing({TAG: self.verdict}, listing, self.on_main)
        return [(one.where, one.error.exit_code) for one in seen]


def changed(file: int, **fields: object) -> Listed:
    rows = list(FILES)
    rows[file] = replace(rows[file], **fields)  # type: ignore[arg-type] # fields of a file, by name
    return replace(LISTED, files=tuple(rows))


def tagged(**fields: str) -> tuple[TagRef, ...]:
    return (replace(Look().tags[0], **fields),)


ODD: dict[str, tuple[Look, int]] = {
    "other bytes": (Look(verdict=GONE), 10),
    "a file less": (Look(listed=replace(LISTED, files=FILES[1:])), 42),
    "a file more": (Look(listed=replace(LISTED, files=(*FILES, replace(FILES[0], name="x")))), 42),
    "another size": (Look(listed=changed(0, size=1)), 20),
    "half of a file": (Look(listed=changed(0, whole=False)), 20),
    "still open to change": (Look(listed=replace(LISTED, immutable=False)), 41),
    "a tag that moved": (Look(tags=tagged(sha=OTHER)), 41),
    "a tag that holds a message": (Look(tags=tagged(kind="tag")), 41),
    "no tag": (Look(tags=()), 41),
    "a commit beside main": (Look(on_main=frozenset({OTHER})), 41),
}


def test_a_version_that_is_as_it_was_signed_is_not_told() -> None:
    assert Look().told() == []


@pytest.mark.parametrize("name", ODD)
def test_each_difference_is_told_by_tag_and_code(name: str) -> None:
    look, code = ODD[name]
    assert look.told() == [(str(TAG), code)]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("v0.2.0", (TAG,)),
        ("v0.2", ()),
        ("u2netp-mirror-v1", ()),
    ],
)
def test_what_is_listed_under_a_version_is_looked_at(name: str, found: tuple[object, ...]) -> None:
    listing = Listing(releases=(replace(LISTED, tag=name),), tags=(), latest=None)
    assert versions.wanted(listing) == found


NOW = datetime(2026, 12, 24, 4, 41, tzinfo=UTC)
ALL = Listing(releases=(LISTED,), tags=Look().tags, latest=None)
TAGGED = replace(ALL, releases=())
NOTHING = replace(TAGGED, tags=())
KNOWN = frozenset({TAG})
MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)

DUE: dict[str, tuple[Listing, timedelta, frozenset[VersionTag], list[int]]] = {
    "it is there": (ALL, WEEK, frozenset(), []),
    "it was merged just now": (NOTHING, versions.TAGGED, frozenset(), []),
    "nobody tagged it": (NOTHING, versions.TAGGED + MINUTE, frozenset(), [10]),
    "it waits for a person": (TAGGED, versions.PUBLISHED, frozenset(), []),
    "nobody published it": (TAGGED, versions.PUBLISHED + MINUTE, frozenset(), [10]),
    "it went away with its tag": (NOTHING, WEEK, frozenset(), [10]),
    "it went away, and the tag is there": (TAGGED, WEEK, frozenset(), [10]),
    "its commit says it is from the future": (NOTHING, -WEEK, frozenset(), [10]),
    "people know that it is gone": (NOTHING, WEEK, KNOWN, []),
    "people know that it is gone, and it is there": (ALL, WEEK, KNOWN, [41]),
}


@pytest.mark.parametrize("name", DUE)
def test_an_announced_version_is_told_once_it_is_due_and_not_there(name: str) -> None:
    listing, age, missing, codes = DUE[name]
    one = Announced(tag=TAG, commit=COMMIT, line=1, since=NOW - age)
    promised = Promised(announced=(one,), missing=missing)
    seen = tuple(versions.absent(promised, listing, NOW))
    assert [(s.where, s.error.exit_code) for s in seen] == [(str(TAG), code) for code in codes]


PLAIN = Look().tags[0]
TAGS: dict[str, tuple[TagRef, bool, list[str]]] = {
    "of an announced version": (PLAIN, True, []),
    "of a version that nobody announced": (PLAIN, False, [str(TAG)]),
    "of a higher version": (replace(PLAIN, name="v9.9.9"), True, ["v9.9.9"]),
    "of something else": (replace(PLAIN, name="nightly"), False, []),
}


@pytest.mark.parametrize("name", TAGS)
def test_a_tag_of_a_version_that_main_never_announced_is_told(name: str) -> None:
    tag, known, expected = TAGS[name]
    one = Announced(tag=TAG, commit=COMMIT, line=1, since=NOW - WEEK)
    promised = Promised(announced=(one,) if known else (), missing=frozenset())
    listing = replace(NOTHING, tags=(tag,))
    seen = tuple(versions.unannounced(promised, listing))
    assert [(s.where, s.error.exit_code) for s in seen] == [(where, 41) for where in expected]


def test_a_version_that_is_published_is_judged_by_its_signatures_and_not_by_its_tag() -> None:
    assert tuple(versions.unannounced(Promised(announced=(), missing=frozenset()), ALL)) == ()


def test_the_alarm_about_a_version_that_is_gone_names_file_line_and_remedy() -> None:
    one = Announced(tag=TAG, commit=COMMIT, line=1, since=NOW - WEEK)
    (seen,) = versions.absent(Promised(announced=(one,), missing=frozenset()), NOTHING, NOW)
    assert f".release-please-manifest.json:1 at {COMMIT}" in seen.error.expected
    assert ".github/missing-versions.toml" in seen.error.remedy
