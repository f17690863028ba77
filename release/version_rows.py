"""Who signs the versions of this repository itself: rows of the policy, by version."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from release.canonical import invalid
from release.shape import Table
from release.version import Version

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow(Generic[T]):
    """Who signs the versions from `since` on, until the next row begins."""

    since: Version
    publisher: T


def version_rows(tables: Iterable[Table], read: Callable[[Table], T]) -> tuple[VersionRow[T], ...]:
    """Return the rows; the first begins at 0.0.0, each other one above the one before.

    So every version has one signer, and what an old identity signed stays good.
    """
    rows: list[VersionRow[T]] = []
    for table in tables:
        since = Version.parse(table.text("since"))
        first = Version(major=0, minor=0, patch=0)
        if (since <= rows[-1].since) if rows else (since != first):
            raise invalid("policy.versions", f"has a row since {since} in the wrong place")
        rows.append(VersionRow(since=since, publisher=read(table)))
    return tuple(rows)


def row_of(rows: tuple[VersionRow[T], ...], version: Version) -> T:
    """Return who signs `version`."""
    return next(row.publisher for row in reversed(rows) if row.since <= version)
