"""The versions of this repository: those that are published, and those that main announced."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from release.artifact import Artifact
from release.errors import (
    ForeignObjectError,
    InvalidRecordError,
    MissingInputError,
    ReleaseError,
)
from release.sighting import Seen
from release.supply_chain import stranger
from release.supply_chain.resolve import VERSIONS
from release.version import VersionTag
from release.watch.announced import MISSING, Announced, Promised
from release.watch.listing import Listing, TagRef
from release.watch.release import files_differ

TAGGED = timedelta(hours=2)
"""How long an announced version may have no tag: release-please makes it in the run that the merge
starts, which takes minutes and may wait for another one (docs/monitoring.md)."""

PUBLISHED = timedelta(days=1)
"""How long it may have no release: building takes minutes, and a person approves `tool-sign`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A version whose bytes were accepted: its files, and the commit that it was made from."""

    tag: VersionTag
    commit: str
    files: Mapping[str, Artifact]

    @classmethod
    def of(cls, tag: VersionTag, found: stranger.Accepted) -> "Accepted":
        """Return what is kept of a version that was accepted; its bytes may go."""
        return cls(tag=tag, commit=found.commit, files=found.whole.by_name())


def wanted(listing: Listing) -> tuple[VersionTag, ...]:
    """Return the versions that GitHub lists as published."""
    found = (_version(listed.tag) for listed in listing.releases)
    return tuple(sorted(tag for tag in found if tag))


def differing(
    verdicts: Mapping[VersionTag, Accepted | ReleaseError],
    listing: Listing,
    on_main: frozenset[str],
) -> Iterator[Seen]:
    """Give everything about published versions that is not as it was signed.

    `on_main` holds the commits of them that are in the history of main.
    """
    for tag, verdict in verdicts.items():
        for error in _version_differs(tag, verdict, listing, on_main):
            yield Seen(where=str(tag), error=error)


def absent(promised: Promised, listing: Listing, now: datetime) -> Iterator[Seen]:
    """Give every announced version that is due and not published, and what came back."""
    for one in promised.announced:
        there = listing.release(str(one.tag)) is not None
        if one.tag in promised.missing:
            if there:
                yield Seen(where=str(one.tag), error=_risen())
        elif not there:
            yield from _due(one, now, tagged=listing.tag(str(one.tag)) is not None)


def unannounced(promised: Promised, listing: Listing) -> Iterator[Seen]:
    """Give the tags of versions that main never announced, and that no release has.

    A release is judged by its signatures; a tag alone is what people clone and install from.
    """
    announced = {one.tag for one in promised.announced}
    for ref in listing.tags:
        tag = _version(ref.name)
        if tag and tag not in announced and listing.release(ref.name) is None:
            yield Seen(where=ref.name, error=_foreign(ref))


def _due(one: Announced, now: datetime, *, tagged: bool) -> Iterator[Seen]:
    # A commit says itself when it was made: one from the future does not put the alarm off.
    if abs(now - one.since) > (PUBLISHED if tagged else TAGGED):
        error = _unpublished(one) if tagged else _vanished(one)
        yield Seen(where=str(one.tag), error=error)


def _version(name: str) -> VersionTag | None:
    try:
        return VersionTag.parse(name)
    except InvalidRecordError:
        return None


def _version_differs(
    tag: VersionTag, verdict: Accepted | ReleaseError, listing: Listing, on_main: frozenset[str]
) -> Iterator[ReleaseError]:
    if isinstance(verdict, ReleaseError):
        yield verdict
        return
    listed, ref = listing.release(str(tag)), listing.tag(str(tag))
    if listed is not None:
        yield from files_differ(verdict.files, listed)
        if not listed.immutable:
            yield _loose()
    if ref is None or (ref.kind, ref.sha) != ("commit", verdict.commit):
        yield _moved("nothing" if ref is None else f"the {ref.kind} {ref.sha}", verdict.commit)
    if verdict.commit not in on_main:
        yield _astray(verdict.commit)


def _vanished(one: Announced) -> MissingInputError:
    return MissingInputError(
        "the version has neither release nor tag",
        expected=f"both: main announced it on {one.since.date()}, {one.place}",
        remedy="the organisation's audit log says who deleted them; if neither was ever made, run "
        f"release-please.yml; if it can never be had again, a row of {MISSING} says why",
    )


def _unpublished(one: Announced) -> MissingInputError:
    return MissingInputError(
        "the version has a tag and no release",
        expected=f"a release: main announced it on {one.since.date()}, {one.place}",
        remedy="Actions, supply-chain: approve or finish its run; if there was a release, find out "
        f"who deleted it. If it can never be had, a row of {MISSING} says why",
    )


def _risen() -> ForeignObjectError:
    return ForeignObjectError(
        "a version is published that nobody can have",
        expected=f"no release, says {MISSING}",
        remedy=f"find out who published it, and delete it; or take its row out of {MISSING}",
    )


def _foreign(ref: TagRef) -> ForeignObjectError:
    return ForeignObjectError(
        f"the tag at the {ref.kind} {ref.sha} is of a version that main never announced",
        expected=f"tags that release-please makes, of versions in {VERSIONS} on main",
        remedy="find out who made it, and delete it; see the rulesets `tool tags` and "
        "`making tool tags`",
    )


def _loose() -> ForeignObjectError:
    return ForeignObjectError(
        "the version can still be changed",
        expected="an immutable release",
        remedy="find out how it was published; tell its users, and release the next version",
    )


def _moved(found: str, commit: str) -> ForeignObjectError:
    return ForeignObjectError(
        f"the tag points at {found}",
        expected=f"the commit {commit}, which the signed provenance names",
        remedy="find out who moved the tag; tell its users, and release the next version",
    )


def _astray(commit: str) -> ForeignObjectError:
    return ForeignObjectError(
        f"the version was made from {commit}",
        expected="a commit in the history of main",
        remedy="find out who published it, and from which branch; tell its users",
    )
