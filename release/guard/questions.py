"""What the guard asks GitHub, and the answers in our words."""

from dataclasses import dataclass
from typing import Protocol

from release.artifact import Digest
from release.names import Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published release of the model; `manifest` is the server's digest of that asset."""

    tag: Tag
    manifest: Digest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of the release workflow, and how GitHub calls it."""

    id: int
    commit: str
    title: str


class Questions(Protocol):
    """Each either answers in full or raises 43, 69 or 75: "unknown" is never "none"."""

    def now(self) -> int:
        """Return GitHub's clock at its last answer, in seconds since 1970."""
        ...

    def releases(self, model: str) -> tuple[Published, ...]:
        """Return the published releases of `model`."""
        ...

    def tags(self, model: str) -> tuple[Tag, ...]:
        """Return the mirror tags of `model`."""
        ...

    def published(self, tag: Tag) -> Published | None:
        """Return the published release of `tag`, asked for by its name and not by the list."""
        ...

    def burned(self, model: str) -> tuple[Tag, ...]:
        """Return the numbers that `attach` marked as burned."""
        ...

    def unfinished_runs(self, workflow: str) -> tuple[Run, ...]:
        """Return the runs of the workflow file `workflow` that are queued, waiting or running."""
        ...

    def ended_runs(self, workflow: str) -> tuple[Run, ...]:
        """Return the newest runs of the workflow file `workflow` on main that have ended."""
        ...

    def signed_set(self, run_id: int) -> int | None:
        """Return the artifact with signatures that a run left and that has not expired."""
        ...

    def open_pull(self, branch: str, author: str) -> int | None:
        """Return the number of the open pull request that `author` made from `branch`."""
        ...

    def head(self, branch: str) -> str:
        """Return the commit at the tip of `branch`."""
        ...
