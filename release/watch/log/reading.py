"""One reading of a log: from where the last one ended to its end, and not one entry unseen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from release.errors import DigestMismatchError, TryAgainLaterError
from release.watch.log.note import LogCheckpoint
from release.watch.log.tiles import TileLog
from release.watch.log.tree import Frontier, leaf_hash

T = TypeVar("T")
MOST = 20_000_000
"""Entries in one reading: some weeks of the public log, and what a job reads in an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[T]):
    """Where the log ends, and what was found on the way there."""

    end: LogCheckpoint
    found: tuple[T, ...]


def read(
    log: TileLog,
    since: LogCheckpoint | None,
    look: Callable[[int, bytes], T | None],
    *,
    most: int = MOST,
) -> Reading[T]:
    """Return the end of `log`, and what `look` makes of each entry since `since`, or of all.

    The tree is built from the entries themselves, on top of the tree that `since` was signed for;
    its root must be the one that the log signs for now. So the log went on from where it was, and
    each entry that was looked at is in it. Raises DigestMismatchError when it did not go on,
    TryAgainLaterError for more than `most` entries, and what reading raises.
    """
    end = log.checkpoint()
    start = since.size if since else 0
    if end.size < start:
        raise _apart(end, f"has {end.size} entries, and had {start}")
    if end.size - start > most:
        raise TryAgainLaterError(
            f"{end.origin} has {end.size - start} new entries",
            expected=f"at most {most} in one reading",
            remedy="begin anew at its end: run log-monitor.yml with `begin` = now",
        )
    tree = log.frontier(start, end.size)
    if since and tree.root != since.root:
        raise _apart(end, f"shows other first {start} entries than it signed for")
    tree, found = _grown(log, tree, end.size, look)
    if tree.root != end.root:
        raise _apart(end, f"shows other entries than it signs for, up to {end.size}")
    return Reading(end=end, found=found)


def _grown(
    log: TileLog, tree: Frontier, size: int, look: Callable[[int, bytes], T | None]
) -> tuple[Frontier, tuple[T, ...]]:
    found = []
    for index, body in enumerate(log.entries(tree.size, size), tree.size):
        tree = tree.add(leaf_hash(body))
        if (one := look(index, body)) is not None:
            found.append(one)
    return tree, tuple(found)


def _apart(end: LogCheckpoint, problem: str) -> DigestMismatchError:
    return DigestMismatchError(
        f"the log {end.origin} {problem}",
        expected="a log that only grows, with the entries that it signed for",
        remedy="keep both log checkpoints, and tell Sigstore: a log may never do this",
    )
