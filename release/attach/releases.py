"""Releases on GitHub as this step sees them, and the few verbs it needs."""

from dataclasses import dataclass
from typing import Protocol

from release.artifact import Artifact, Digest
from release.names import Tag

BOT = "github-actions[bot]"
"""Who GitHub says wrote what a job wrote with its own token."""


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


class Releases(Protocol):
    """GitHub's releases.

    Reads answer or raise 43, 69 or 75: never "none" for "unknown". A write whose answer got lost
    returns as one that was answered: whoever writes reads the state again either way.
    """

    def observe(self, tag: Tag, known: int | None) -> tuple[Release, ...]:
        """Return all releases and visible drafts of `tag`, with `known` read by its id."""
        ...

    def create(self, tag: Tag, *, commit: str, title: str, body: str) -> int | None:
        """Create a draft and return its id, or None when the answer got lost."""
        ...

    def discard(self, release_id: int) -> None:
        """Delete a draft."""
        ...

    def upload(self, release_id: int, name: str, data: bytes) -> None:
        """Upload an asset."""
        ...

    def delete_asset(self, asset_id: int) -> None:
        """Delete an asset of a draft."""
        ...

    def read_asset(self, asset_id: int) -> bytes:
        """Return an asset's bytes as the server has them."""
        ...

    def publish(self, release_id: int, tag: Tag, *, title: str, body: str) -> None:
        """Publish a draft, and leave the repository's latest release as it is."""
        ...

    def tagged_commit(self, tag: Tag) -> str:
        """Return the commit that `tag` points at; raises TryAgainLaterError if there is none."""
        ...
