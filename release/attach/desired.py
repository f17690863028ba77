"""What a release must be to be reconciled, whatever is in it: a model's, or a version of ours."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from release.artifact import Artifact, Digest
from release.attach.actions import Decision, Memory
from release.attach.observation import Observed, Standing
from release.attach.releases import Distance, Listing, Release
from release.policy import Repository
from release.sign.signatures import Accepts
from release.version import AnyTag


class Desired(Protocol):
    """The release there shall be: its files, the commit of its tag, and who works on it."""

    @property
    def tag(self) -> AnyTag:
        """The tag."""
        ...

    @property
    def repository(self) -> Repository:
        """Where it is released."""
        ...

    @property
    def branch(self) -> str:
        """The full name of the branch that the commit must be on."""
        ...

    @property
    def commit(self) -> str:
        """The commit of the tag."""
        ...

    @property
    def account(self) -> str:
        """Who GitHub says wrote what this job writes."""
        ...

    @property
    def title(self) -> str:
        """The title."""
        ...

    @property
    def body(self) -> str:
        """The notes, with the marker."""
        ...

    @property
    def latest(self) -> bool:
        """Whether publishing makes it the repository's latest release."""
        ...

    @property
    def expected(self) -> str:
        """What is wanted, in words, for an error."""
        ...

    @property
    def again(self) -> str:
        """What starts all of it anew, in words, for a remedy."""
        ...

    @property
    def determined(self) -> frozenset[str]:
        """The files whose bytes follow from the content; signatures differ from run to run."""
        ...

    @property
    def judged(self) -> frozenset[str]:
        """The files that `accept` reads; all else is hashed as it comes, and kept nowhere."""
        ...

    @property
    def published(self) -> bool:
        """Whether it was published already when this was planned."""
        ...

    @property
    def seen(self) -> int | None:
        """When somebody looked first, by GitHub's clock; None when nobody did."""
        ...

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return all files, in the order of upload."""
        ...

    def path(self, artifact: Artifact) -> Path:
        """Return where a file lies."""
        ...

    def marked(self, release: Release) -> bool:
        """Tell whether this pipeline made `release`, for whatever content."""
        ...

    def owns(self, release: Release) -> bool:
        """Tell whether `release` was made for exactly this."""
        ...

    def accept(self, directory: Path, files: Mapping[str, Artifact], accepts: Accepts) -> None:
        """Raise SignatureError and kin unless the judged files in `directory` are signed."""
        ...

    def standing(self, distance: Distance) -> Standing:
        """Return what the way to main's tip means for it."""
        ...

    def taken(self, refs: Mapping[str, str], listing: Listing | None) -> int:
        """Return the highest number that is used, 0 where there are no numbers."""
        ...

    def before(self, listing: Listing) -> Digest | None:
        """Return the manifest of the release before, where there are manifests."""
        ...

    def first(self, seen: Observed, memory: Memory) -> Decision | None:
        """Return what must be done before the draft is filled: tag, burned names, main."""
        ...
