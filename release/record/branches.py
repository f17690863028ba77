"""Branches, files and pull requests on GitHub, as this step sees them, and the verbs it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

BASE = "main"
"""The branch that pull requests go to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request from the bot's branch."""

    number: int
    open: bool
    merged: bool
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a commit has that another has not: since which commit, by whom, in which paths.

    `strangers` are those who wrote a commit, or wrote one again, and are not the bot.
    """

    since: str
    strangers: tuple[str, ...]
    paths: frozenset[str]


class Branches(Protocol):
    """The repository's branches.

    Reads answer or raise 43, 69 or 75: never "none" for "unknown". A write whose answer got lost
    returns as one that was answered: whoever writes reads the state again either way.
    """

    def tip(self, branch: str) -> str | None:
        """Return the commit at the tip of `branch`, or None when there is no such branch."""
        ...

    def file(self, path: str, commit: str) -> bytes | None:
        """Return a file of the tree at `commit`, or None when the tree does not hold it."""
        ...

    def compare(self, base: str, head: str) -> Comparison:
        """Return what `head` has and `base` has not."""
        ...

    def commit(self, base: str, files: Mapping[str, bytes], message: str) -> str | None:
        """Write one commit on top of `base` that changes `files`; None if the answer got lost."""
        ...

    def point(self, branch: str, commit: str, *, old: str | None) -> None:
        """Let `branch` be `commit`, in one move, if it still is `old` (None: is not there).

        A branch that somebody moved in between stays where it is: the state is read again.
        """
        ...

    def pulls(self, branch: str) -> tuple[Pull, ...]:
        """Return all pull requests from `branch`, the newest first."""
        ...

    def open_pull(self, branch: str, *, title: str, body: str) -> None:
        """Open a pull request from `branch`."""
        ...

    def edit_pull(self, number: int, *, body: str) -> None:
        """Replace the text of a pull request."""
        ...
