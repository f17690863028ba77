"""What can be done about a release, and what a run knows of its own doings."""

from dataclasses import dataclass, field
from enum import Enum

from release.artifact import Artifact
from release.attach.patience import LIMITS
from release.attach.releases import Release
from release.attach.rows import Row
from release.errors import ReleaseError


@dataclass(frozen=True, slots=True)
class Look:
    """Wait, and look again: GitHub does not show yet what it said."""


class Absence(Enum):
    """What is not there; each needs two agreeing answers."""

    FRESH = "no release, no draft of ours, no tag"
    DELETED = "what was published"
    BURNED = "a release, though the name was used by one"
    SQUATTED = "a release for the tag"
    UNTAGGED = "the tag of a version"


@dataclass(frozen=True, slots=True)
class Confirm:
    """Wait, and look elsewhere for what was not seen."""

    absence: Absence


@dataclass(frozen=True, slots=True)
class Create:
    """Create the draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Upload files to the draft, in this order."""

    draft: Release
    artifacts: tuple[Artifact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteAsset:
    """Delete an asset of our draft that is half uploaded, or holds other bytes."""

    draft: Release
    asset_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Verify:
    """Read every asset of the complete draft back, as if it came from a stranger."""

    draft: Release


@dataclass(frozen=True, slots=True)
class Publish:
    """Publish the draft."""

    draft: Release


@dataclass(frozen=True, slots=True)
class Discard:
    """Delete a draft of ours that can never be published any more."""

    release_id: int


@dataclass(frozen=True, slots=True)
class MarkBurned:
    """Say where guard looks that the number can never be used."""


@dataclass(frozen=True, slots=True)
class Done:
    """The release is public and unchangeable."""

    release: Release


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing can be done by this run."""

    error: ReleaseError


Action = (
    Look
    | Confirm
    | Create
    | Upload
    | DeleteAsset
    | Verify
    | Publish
    | Discard
    | MarkBurned
    | Done
    | Stop
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The row that fits, what to do, and what a person should know beside it."""

    row: Row
    action: Action
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What this run wrote, and what it saw once. Times are GitHub's; nothing outlives the run.

    `held` is the id of the release it works on; `confirmed` the assets GitHub said it took, and
    `spoke` when it said something about them last; `read_back` are the assets whose bytes came
    back as ours; `repairs` names each asset that was deleted, once for each time; `unsure_since`
    is when the answer to a creation got lost.
    """

    absence: Absence | None = None
    absent_since: int = 0
    held: int | None = None
    spoke: int = 0
    confirmed: frozenset[int] = frozenset()
    published: bool = False
    burned: bool = False
    read_back: frozenset[int] = frozenset()
    repairs: tuple[str, ...] = field(default_factory=tuple)
    unsure_since: int | None = None

    def twice(self, absence: Absence, at: int) -> bool:
        """Tell whether a look a minute before `at` found the same; the two asked other calls."""
        return self.absence is absence and at - self.absent_since >= LIMITS.apart
