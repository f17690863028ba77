"""A release as it stands, for whoever compares it with what the documents promise."""

from dataclasses import dataclass

from tests.rehearsal.hosts.state import Asset, Release


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRecord:
    """A release as it stands, with its files; what scenarios compare with the documents."""

    release: Release
    assets: tuple[Asset, ...]
    latest: bool
    commit: str | None  # what the tag points at

    @property
    def tag(self) -> str:
        """The tag's name."""
        return self.release.tag

    @property
    def draft(self) -> bool:
        """Whether only writers see it."""
        return self.release.draft
