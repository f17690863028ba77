"""What GitHub shows about the wanted release, and what this run has written so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from release.artifact import Digest
from release.attach.releases import Immutability, Listing, Release, Releases
from release.names import burned_branch
from release.writers import JOB_ACTOR

if TYPE_CHECKING:
    from release.attach.desired import Desired

_TAGS = "refs/tags/"


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


def observe(wanted: "Desired", releases: Releases, refs: Mapping[str, str]) -> Observed:
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
    wanted: "Desired",
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
        marked=f"refs/heads/{burned_branch(wanted.tag)}" in refs,
        taken=max(wanted.taken(refs, listing), seen.taken),
        previous=wanted.before(listing) if listing else seen.previous,
        standing=_standing(wanted, releases, refs),
    )


def elsewhere(seen: Observed, wanted: "Desired", releases: Releases) -> Observed:
    """Return `seen` with what other calls of the API say of the published release and its tag."""
    tagged = releases.tagged(wanted.tag)
    named = releases.by_tag(wanted.tag)
    both = seen if named is None else seen.having(named)
    return replace(both, at=releases.now(), tagged=seen.tagged or tagged)


def _standing(wanted: "Desired", releases: Releases, refs: Mapping[str, str]) -> Standing:
    tip = refs.get(wanted.branch)
    if tip is None or tip == wanted.commit:
        return Standing.CURRENT if tip else Standing.NOT_ON_MAIN
    return wanted.standing(releases.distance(wanted.commit, tip))
