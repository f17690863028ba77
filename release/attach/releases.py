"""Releases on GitHub as this step sees them, and the few verbs it needs."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from release.artifact import Artifact, Digest
from release.guard.questions import Published
from release.version import AnyTag


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file of a release as the server states it; without a digest while half uploaded."""

    id: int
    name: str
    size: int
    digest: Digest | None
    uploaded: bool

    def holds(self, artifact: Artifact) -> bool:
        """Tell whether the server has exactly `artifact` under this name, whole."""
        stated = (self.name, self.size, self.digest)
        return self.uploaded and stated == (artifact.name, artifact.size, artifact.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A draft or a published release of one tag; `target` is the commit its tag gets."""

    id: int
    draft: bool
    author: str
    target: str
    body: str
    immutable: bool
    assets: tuple[Asset, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the list of releases says: those of one tag, and what is published of its model."""

    releases: tuple[Release, ...]
    published: tuple[Published, ...]


class Immutability(Enum):
    """What the repository says about immutable releases."""

    ON = "on"
    OFF = "off"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How main's tip is away from a commit: does it descend from it, and which files differ.

    `files` is None when there are too many to be told.
    """

    descends: bool
    files: frozenset[str] | None


class Outcome(Enum):
    """What became of a write."""

    ANSWERED = "GitHub confirmed it"
    UNANSWERED = "no answer came, so it may have happened or not"
    MOVED = "GitHub refused it: what it was meant for is gone, or there already"
    BURNED = "GitHub says that the name was used by an immutable release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A write and what GitHub said: the object as it stands then; `wait` is how long to wait."""

    outcome: Outcome
    release: Release | None = None
    asset: Asset | None = None
    why: str = ""
    wait: float = 0.0


class Releases(Protocol):
    """GitHub's releases.

    Reads answer, or raise 43 or 75: never "none" for "unknown". A write is done once and says
    what became of it; whoever writes reads the state again when the answer got lost.
    """

    def now(self) -> int:
        """Return GitHub's clock at its last answer, in seconds since 1970."""
        ...

    def listed(self, tag: AnyTag) -> Listing:
        """Return what the list says, visible drafts included."""
        ...

    def by_id(self, release_id: int) -> Release | None:
        """Return a release or draft by its id."""
        ...

    def by_tag(self, tag: AnyTag) -> Release | None:
        """Return the published release of `tag`."""
        ...

    def tagged(self, tag: AnyTag) -> str | None:
        """Return the commit of `tag` as the API states it."""
        ...

    def immutability(self) -> Immutability:
        """Return whether releases published now would be immutable, if the token may ask."""
        ...

    def distance(self, commit: str, tip: str) -> Distance:
        """Return how `tip` is away from `commit`."""
        ...

    def create(self, tag: AnyTag, *, commit: str, title: str, body: str) -> Written:
        """Create a draft."""
        ...

    def discard(self, release_id: int) -> Written:
        """Delete a draft."""
        ...

    def upload(self, release_id: int, artifact: Artifact, path: Path) -> Written:
        """Upload the file at `path`, read in pieces."""
        ...

    def delete_asset(self, asset_id: int) -> Written:
        """Delete an asset of a draft."""
        ...

    def locate(self, asset_id: int) -> str | None:
        """Return where an asset's bytes lie for some minutes; None says that there is no such."""
        ...

    def publish(
        self, release_id: int, tag: AnyTag, *, title: str, body: str, latest: bool
    ) -> Written:
        """Publish a draft; unless `latest`, the repository's latest release stays what it is."""
        ...

    def mark_burned(self, tag: AnyTag, commit: str) -> Written:
        """Create the branch that says that the number of `tag` is burned."""
        ...
