"""Questions to GitHub's REST API with the standard library alone, over one kept connection."""

import http.client
import json
import ssl
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Self
from urllib.parse import urlencode, urlsplit

from release.artifact import Digest
from release.canonical import invalid
from release.errors import (
    InvalidRecordError,
    MissingRightError,
    ReleaseError,
    ServiceDownError,
    TryAgainLaterError,
)
from release.guard.questions import Published, Run
from release.names import Names, Role, Tag

_HOST = "api.github.com"
_TIMEOUT = 20.0
_TRIES = 3
_LIMIT = 16 << 20
_PAGE = 100
_PAGES = 50
_BOT = "github-actions[bot]"
_ENDED = frozenset({"completed"})


class GitHubApi:
    """One repository, seen with one token; see the protocol `Questions`."""

    def __init__(
        self,
        repository: str,
        token: str,
        *,
        proxy: str | None,
        tls: ssl.SSLContext | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take `owner/name`, a token that may read, and the http proxy, if there is one.

        Whom to believe about GitHub's name is the machine's choice, unless `tls` says otherwise.
        """
        self._base = f"/repos/{repository}"
        self._owner = repository.partition("/")[0]
        self._headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {token}",
            "User-Agent": "u2netp-mirror",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self._connection = _connection(proxy, tls or ssl.create_default_context())
        self._pause = pause

    def __enter__(self) -> Self:
        """Return the questioner; the connection opens with the first question."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._connection.close()

    def releases(self, model: str) -> tuple[Published, ...]:
        """Return the published releases of `model`, by all pages of the list."""
        rows = [row for row in self._pages("/releases") if row.get("draft") is False]
        tags = ((_tag(_text(row, "tag_name"), model), row) for row in rows)
        return tuple(Published(tag=tag, manifest=_manifest(row, tag)) for tag, row in tags if tag)

    def tags(self, model: str) -> tuple[Tag, ...]:
        """Return the mirror tags of `model`; names that merely look alike are none."""
        rows = self._pages(f"/git/matching-refs/tags/{model}-mirror-v")
        names = (_text(row, "ref").removeprefix("refs/tags/") for row in rows)
        return tuple(tag for name in names if (tag := _tag(name, model)))

    def unfinished_runs(self, workflow: str) -> tuple[Run, ...]:
        """Return the unfinished runs on main among the newest hundred.

        More are not asked for: an older run that still waits is only yielded to, never relied on.
        """
        path = f"/actions/workflows/{workflow}/runs"
        answer = _table(self._get(path, {"branch": "main", "per_page": str(_PAGE)}), path)
        rows = _rows(answer.get("workflow_runs"), path)
        return tuple(
            Run(id=_number(row, "id"), commit=_text(row, "head_sha"))
            for row in rows
            if _text(row, "status") not in _ENDED
        )

    def open_pull(self, branch: str) -> int | None:
        """Return the bot's open pull request from `branch` of this repository to main."""
        query = {"state": "open", "head": f"{self._owner}:{branch}", "base": "main"}
        rows = _rows(self._get("/pulls", query), "/pulls")
        ours = [r for r in rows if _text(_table(r.get("user"), "/pulls"), "login") == _BOT]
        return _number(ours[0], "number") if ours else None

    def head(self, branch: str) -> str:
        """Return the commit at the tip of `branch`."""
        path = f"/git/ref/heads/{branch}"
        answer = _table(self._get(path, {}), path)
        return _text(_table(answer.get("object"), path), "sha")

    def _pages(self, path: str) -> list[Mapping[str, object]]:
        found: list[Mapping[str, object]] = []
        for page in range(1, _PAGES + 1):
            query = {"per_page": str(_PAGE), "page": str(page)}
            rows = _rows(self._get(path, query), path)
            found += rows
            if len(rows) < _PAGE:
                return found
        raise _nonsense(path, f"has more than {_PAGES} pages")

    def asked(self, target: str) -> tuple[int, object]:
        """Return status and document of GET `target`, a whole path; no document unless 200.

        Raises ServiceDownError without an answer below 500, TryAgainLaterError beyond the limit.
        """
        status, headers, body = self._answered(target, target)
        if status == HTTPStatus.OK:
            return status, _json(target, body)
        if isinstance(refusal := _refused(target, status, headers), TryAgainLaterError):
            raise refusal
        return status, None

    def _get(self, path: str, query: Mapping[str, str]) -> object:
        target = f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")
        status, headers, body = self._answered(target, path)
        if status != HTTPStatus.OK:
            raise _refused(path, status, headers)
        return _json(path, body)

    def _answered(self, target: str, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Return an answer below 500; asking is repeated, for it changes nothing."""
        for left in range(_TRIES - 1, -1, -1):
            try:
                status, headers, body = self._ask(target)
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                if not left:
                    raise _down(f"{path}: {type(error).__name__}") from error
            else:
                if status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    return status, headers, body
                if not left:
                    raise _refused(path, status, headers)
            self._pause(float(_TRIES - left))
        raise AssertionError  # the last try returns or raises

    def _ask(self, target: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        self._connection.request("GET", target, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read(_LIMIT + 1)
        if len(body) > _LIMIT:
            raise _nonsense(target, f"is longer than {_LIMIT} bytes")
        return response.status, response.headers, body


def _connection(proxy: str | None, tls: ssl.SSLContext) -> http.client.HTTPSConnection:
    if proxy is None:
        return http.client.HTTPSConnection(_HOST, timeout=_TIMEOUT, context=tls)
    parts = urlsplit(proxy)
    through = http.client.HTTPSConnection(
        parts.hostname or "", parts.port or 80, timeout=_TIMEOUT, context=tls
    )
    through.set_tunnel(_HOST, 443)
    return through


def _refused(path: str, status: int, headers: http.client.HTTPMessage) -> ReleaseError:
    said = f"{path}: GitHub answered {status}"
    limited = headers.get("Retry-After") or headers.get("X-RateLimit-Remaining") == "0"
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.FORBIDDEN and limited):
        return TryAgainLaterError(
            said, expected="an answer within the rate limit", remedy="run the job again in an hour"
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _down(said)
    accepted = headers.get("X-Accepted-GitHub-Permissions")
    return MissingRightError(
        said,
        expected=f"the permission {accepted}" if accepted else "a token that may read this",
        remedy="compare the job's permissions in the workflow with docs/pipeline.md",
    )


def _down(problem: str) -> ServiceDownError:
    return ServiceDownError(problem, expected="an answer", remedy="run the job again later")


def _nonsense(path: str, problem: str) -> ServiceDownError:
    return _down(f"GitHub's answer to {path[:120]} {problem}")


def _json(path: str, body: bytes) -> object:
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _nonsense(path, "is not JSON") from error
    return document


def _table(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _nonsense(path, "is not an object")
    return value


def _rows(value: object, path: str) -> list[Mapping[str, object]]:
    if not isinstance(value, list):
        raise _nonsense(path, "is not a list")
    return [_table(row, path) for row in value]


def _text(row: Mapping[str, object], key: str) -> str:
    if not isinstance(value := row.get(key), str):
        raise _nonsense(key, "is not a text")
    return value


def _number(row: Mapping[str, object], key: str) -> int:
    if not isinstance(value := row.get(key), int):
        raise _nonsense(key, "is not a number")
    return value


def _tag(text: str, model: str) -> Tag | None:
    try:
        tag = Tag.parse(text)
    except InvalidRecordError:
        return None
    return tag if tag.model == model else None


def _manifest(row: Mapping[str, object], tag: Tag) -> Digest | None:
    name = Names(tag).asset(Role.MANIFEST)
    for asset in _rows(row.get("assets"), "/releases"):
        if asset.get("name") == name:
            if not isinstance(digest := asset.get("digest"), str):
                raise invalid(f"the digest of {name}", "is not stated by GitHub")
            return Digest.parse(digest)
    return None
