"""What GitHub shows about the wanted release, and what this run has written so far."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from release.artifact import Digest
from release.attach.releases import (
    Distance,
    Immutability,
    Listing,
    Release,
    Releases,
)
from release.attach.wanted import Wanted
from release.errors import InvalidRecordError
from release.guard.candidates import before, candidates
from release.names import Names, Tag, pin_path, receipt_path
from release.policy import JOB_ACTOR

_WORKFLOWS = ".github/workflows/"
_TAGS = "refs/tags/"
_PLACES = (_TAGS, "refs/heads/burned/")


class Standing(Enum):
    """How our commit stands to main's tip; each but the first asks for a new plan."""

    CURRENT = "main wants the same"
    WORKFLOWS_DIFFER = "its workflow files are not those of main"
    CONTENT_DIFFERS = "its pin or licence receipt are not those of main"
    NOT_ON_MAIN = "it is not in the history of main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The answers. `at` is GitHub's clock; `taken` the highest N in tags and published releases.

    `marked` says that a branch marks the number as burned.
    """

    at: int
    releases: tuple[Release, ...]
    tagged: str | None
    marked: bool
    taken: int
    previous: Digest | None
    standing: Standing
    immutable: Immutability

    def published(self) -> Release | None:
        """Return the published release of the tag; GitHub allows one."""
        return next((release for release in self.releases if not release.draft), None)

    def having(self, release: Release) -> "Observed":
        """Return what is seen once GitHub has stated `release`."""
        others = (old for old in self.releases if old.id != release.id)
        return replace(self, releases=tuple(sorted((*others, release), key=lambda r: r.id)))

    def without(self, release_id: int) -> "Observed":
        """Return what is seen once GitHub has said that a release is gone."""
        return replace(self, releases=tuple(r for r in self.releases if r.id != release_id))


def observe(wanted: Wanted, releases: Releases, refs: Mapping[str, str]) -> Observed:
    """Ask everything: the list, `refs` as git told them, the setting, the way to main."""
    listing = releases.listed(wanted.tag)
    public = any(not release.draft for release in listing.releases)
    asks = wanted.account != JOB_ACTOR and not public
    unasked = Observed(
        at=releases.now(),
        releases=listing.releases,
        tagged=None,
        marked=False,
        taken=0,
        previous=None,
        standing=Standing.CURRENT,
        immutable=releases.immutability() if asks else Immutability.UNREADABLE,
    )
    return refreshed(unasked, wanted, releases, refs, listing)


def refreshed(
    seen: Observed,
    wanted: Wanted,
    releases: Releases,
    refs: Mapping[str, str],
    listing: Listing | None = None,
) -> Observed:
    """Return `seen` with refs, way to main and, if asked for again, the list as they are now."""
    rows = {release.id: release for release in (listing.releases if listing else seen.releases)}
    return replace(
        seen,
        at=releases.now(),
        releases=tuple(rows[number] for number in sorted(rows)),
        tagged=refs.get(f"{_TAGS}{wanted.tag}"),
        marked=f"refs/heads/{Names(wanted.tag).burned_branch}" in refs,
        taken=max(_highest(refs, listing, wanted.tag), seen.taken),
        previous=_before(listing, wanted) if listing else seen.previous,
        standing=_standing(wanted, releases, refs),
    )


def elsewhere(seen: Observed, wanted: Wanted, releases: Releases) -> Observed:
    """Return `seen` with what other calls of the API say of the published release and its tag."""
    tagged = releases.tagged(wanted.tag)
    named = releases.by_tag(wanted.tag)
    both = seen if named is None else seen.having(named)
    return replace(both, at=releases.now(), tagged=seen.tagged or tagged)


def _highest(refs: Collection[str], listing: Listing | None, wanted: Tag) -> int:
    """Return the highest N of the model: of tags, burned marks and published releases."""
    names = (n.removeprefix(place) for n in refs for place in _PLACES if n.startswith(place))
    tags = {*map(_tag, names), *(release.tag for release in (listing.published if listing else ()))}
    return max((tag.n for tag in tags if tag and tag.model == wanted.model), default=0)


def _before(listing: Listing, wanted: Wanted) -> Digest | None:
    return before(candidates(listing.published, wanted.void), wanted.tag)


def _tag(text: str) -> Tag | None:
    try:
        return Tag.parse(text)
    except InvalidRecordError:
        return None


def _standing(wanted: Wanted, releases: Releases, refs: Mapping[str, str]) -> Standing:
    tip = refs.get(wanted.publisher.ref)
    if tip is None or tip == wanted.commit:
        return Standing.CURRENT if tip else Standing.NOT_ON_MAIN
    return standing(releases.distance(wanted.commit, tip), wanted.tag.model)


def standing(distance: Distance, model: str) -> Standing:
    """Return what the way to main's tip means; files that cannot be told count as workflows."""
    if not distance.descends:
        return Standing.NOT_ON_MAIN
    if distance.files is None or any(f.startswith(_WORKFLOWS) for f in distance.files):
        return Standing.WORKFLOWS_DIFFER
    if distance.files & {pin_path(model), receipt_path(model)}:
        return Standing.CONTENT_DIFFERS
    return Standing.CURRENT
