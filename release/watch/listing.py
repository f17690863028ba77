"""What GitHub lists of a repository to a token that reads: releases, tags, which one is Latest.

The rows are data of others: each is read once, here, and nothing of them is believed about bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

from release.artifact import Digest
from release.errors import MissingRightError, ReleaseError, ServiceDownError
from release.published import Asks

Row = Mapping[str, object]
_PAGE = 100
_PAGES = 50
_ON_MAIN = frozenset({"behind", "identical"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """A file of a release as GitHub states it; without a digest GitHub states none."""

    name: str
    size: int
    digest: Digest | None
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A published release as GitHub lists it; `target` is what its tag was made for."""

    tag: str
    title: str
    body: str
    prerelease: bool
    immutable: bool
    target: str
    published: datetime
    files: tuple[ListedFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRef:
    """A tag: its name, and the kind and name of the object that it points at."""

    name: str
    kind: str
    sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Everything that is published in a repository; `latest` is the tag that is shown first."""

    releases: tuple[Listed, ...]
    tags: tuple[TagRef, ...]
    latest: str | None

    def tag(self, name: str) -> TagRef | None:
        """Return the tag `name`."""
        return next((tag for tag in self.tags if tag.name == name), None)

    def release(self, name: str) -> Listed | None:
        """Return the release of the tag `name`."""
        return next((release for release in self.releases if release.tag == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHubList:
    """The lists of the repository at `base`, `/repos/owner/name`; raises 43, 69 or 75."""

    asks: Asks
    base: str

    def listing(self) -> Listing:
        """Return everything that is published; drafts are shown to writers alone."""
        rows = [row for row in self._pages("/releases") if row.get("draft") is not True]
        return Listing(
            releases=tuple(map(_listed, rows)),
            tags=tuple(map(_tag, self._pages("/git/matching-refs/tags/"))),
            latest=self._latest(),
        )

    def is_on_main(self, commit: str) -> bool:
        """Tell whether `commit` is in the history of main, as far as GitHub says."""
        target = f"/compare/main...{quote(commit, safe='')}?per_page=1"
        answer = self._asked(target)
        return answer is not None and _text(_table(answer, target), "status") in _ON_MAIN

    def _latest(self) -> str | None:
        answer = self._asked("/releases/latest")
        return None if answer is None else _text(_table(answer, "/releases/latest"), "tag_name")

    def _pages(self, path: str) -> tuple[Row, ...]:
        """Return the rows of every page; a list that knows no pages comes whole each time."""
        found: dict[str, Row] = {}
        for number in range(1, _PAGES + 1):
            rows = self._rows(f"{path}?per_page={_PAGE}&page={number}")
            new = {repr(row.get("id") or row.get("ref")): row for row in rows}
            grown = found | new
            if len(rows) < _PAGE or len(grown) == len(found):
                return tuple(grown.values())
            found = grown
        raise _nonsense(path, f"has more than {_PAGES} pages")

    def _rows(self, path: str) -> list[Row]:
        answer = self._asked(path)
        if not isinstance(answer, list):
            raise _nonsense(path, "is not a list")
        return [_table(row, path) for row in answer]

    def _asked(self, path: str) -> object | None:
        """Return the document, None for "not there"."""
        status, document = self.asks.asked(f"{self.base}{path}")
        if status == HTTPStatus.NOT_FOUND:
            return None
        if status != HTTPStatus.OK:
            raise refused(path, status)
        return document


def refused(path: str, status: int) -> ReleaseError:
    """Return the error for an answer that is none."""
    return MissingRightError(
        f"{path[:120]}: GitHub answered {status}",
        expected="a token that may read this",
        remedy="compare the job's permissions in the workflow with .github/governance.toml",
    )


def _listed(row: Row) -> Listed:
    return Listed(
        tag=_text(row, "tag_name"),
        title=_text_or_none(row, "name"),
        body=_text_or_none(row, "body"),
        prerelease=_flag(row, "prerelease"),
        immutable=row.get("immutable") is True,
        target=_text(row, "target_commitish"),
        published=_time(row, "published_at"),
        files=tuple(_file(_table(file, "assets")) for file in _list(row, "assets")),
    )


def _file(row: Row) -> ListedFile:
    digest = row.get("digest")
    return ListedFile(
        name=_text(row, "name"),
        size=_number(row, "size"),
        digest=Digest.parse(digest) if isinstance(digest, str) else None,
        whole=row.get("state") == "uploaded",
    )


def _tag(row: Row) -> TagRef:
    thing = _table(row.get("object"), "object")
    name = _text(row, "ref").removeprefix("refs/tags/")
    return TagRef(name=name, kind=_text(thing, "type"), sha=_text(thing, "sha"))


def _table(value: object, path: str) -> Row:
    if not isinstance(value, Mapping):
        raise _nonsense(path, "is not an object")
    return value


def _list(row: Row, key: str) -> list[object]:
    if not isinstance(value := row.get(key), list):
        raise _nonsense(key, "is not a list")
    return value


def _text(row: Row, key: str) -> str:
    if not isinstance(value := row.get(key), str):
        raise _nonsense(key, "is not a text")
    return value


def _text_or_none(row: Row, key: str) -> str:
    return "" if row.get(key) is None else _text(row, key)


def _flag(row: Row, key: str) -> bool:
    if not isinstance(value := row.get(key), bool):
        raise _nonsense(key, "is not a boolean")
    return value


def _number(row: Row, key: str) -> int:
    if type(value := row.get(key)) is not int:
        raise _nonsense(key, "is not a number")
    return value


def _time(row: Row, key: str) -> datetime:
    try:
        return datetime.strptime(_text(row, key), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise _nonsense(key, "is not a time") from error


def _nonsense(path: str, problem: str) -> ServiceDownError:
    return ServiceDownError(
        f"GitHub's answer to {path[:120]} {problem}",
        expected="an answer as GitHub describes it",
        remedy="run the job again later",
    )
