"""Releases, assets and comparisons as GitHub writes them, read into our nouns."""

from release.artifact import Digest
from release.attach.releases import Asset, Distance, Release
from release.errors import InvalidRecordError
from release.github.answers import Row, flag, nonsense, nullable, number, rows, table, text

_MANY = 300
"""GitHub lists at most 300 files of a comparison (REST, "Compare two commits")."""


def release(value: object) -> Release:
    """Return a release or draft.

    The list of assets in it may be cut to a page, which is longer than our set: what is exactly
    ours is whole. Whether a draft is immutable is no question.
    """
    row = table(value, "a release")
    draft, body, author = flag(row, "draft"), nullable(row, "body"), nullable(row, "author")
    assets = (asset(part) for part in rows(row.get("assets"), "the assets of a release"))
    return Release(
        id=number(row, "id"),
        draft=draft,
        author="" if author is None else text(table(author, "an author"), "login"),
        target=text(row, "target_commitish"),
        body="" if body is None else text(row, "body"),
        immutable=not draft and flag(row, "immutable"),
        assets=tuple(sorted(assets, key=lambda found: found.name)),
    )


def asset(value: object) -> Asset:
    """Return an asset; its digest is null while it is half uploaded, and on old ones."""
    row = table(value, "an asset")
    return Asset(
        id=number(row, "id"),
        name=text(row, "name"),
        size=number(row, "size"),
        digest=_digest(row),
        uploaded=text(row, "state") == "uploaded",
    )


def _digest(row: Row) -> Digest | None:
    if nullable(row, "digest") is None:
        return None
    try:
        return Digest.parse(text(row, "digest"))
    except InvalidRecordError as error:
        raise nonsense("an asset", "states a digest that is none") from error


def distance(value: object) -> Distance:
    """Return how far the second commit of a comparison is away from the first."""
    row = table(value, "a comparison")
    names = [text(file, "filename") for file in rows(row.get("files"), "a comparison")]
    moved = (file.get("previous_filename") for file in rows(row.get("files"), "a comparison"))
    files = frozenset((*names, *(name for name in moved if isinstance(name, str))))
    return Distance(
        descends=text(row, "status") in {"ahead", "identical"},
        files=files if len(names) < _MANY else None,
    )


def sha(value: object) -> str:
    """Return what a ref points at."""
    return text(table(table(value, "a ref").get("object"), "a ref"), "sha")
