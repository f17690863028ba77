"""Questions to GitHub's REST API with the standard library alone, over one kept connection."""

import http.client
import ssl
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Self
from urllib.parse import urlencode, urlsplit

from release.errors import (
    MissingRightError,
    ReleaseError,
    ServiceDownError,
    TryAgainLaterError,
)
from release.github.answers import (
    clock,
    flag,
    mirror_tag,
    nonsense,
    number,
    parsed,
    published,
    rows,
    table,
    text,
)
from release.guard.questions import Published, Run
from release.names import SIGNED_PART, SIGNED_SET, Tag
from release.version import VersionTag

_HOST = "api.github.com"
_TIMEOUT = 20.0
_TRIES = 3
_LIMIT = 16 << 20
_PAGE = 100
_PAGES = 50
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
        self._date: str | None = None

    def __enter__(self) -> Self:
        """Return the questioner; the connection opens with the first question."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._connection.close()

    def now(self) -> int:
        """Return GitHub's clock at its last answer."""
        return clock(self._date, "every question")

    def releases(self, model: str) -> tuple[Published, ...]:
        """Return the published releases of `model`, by all pages of the list."""
        listed = (row for row in self._pages("/releases") if not flag(row, "draft"))
        return tuple(release for row in listed if (release := published(row, model)))

    def published(self, tag: Tag) -> Published | None:
        """Return the published release of `tag`, by its name; 404 says that there is none."""
        answer = self._get(f"/releases/tags/{tag}", {}, absent=True)
        return published(table(answer, "/releases/tags"), tag.model) if answer else None

    def tags(self, model: str) -> tuple[Tag, ...]:
        """Return the mirror tags of `model`; names that merely look alike are none."""
        return self._matching("tags/", model)

    def burned(self, model: str) -> tuple[Tag, ...]:
        """Return the numbers for which there is a branch that says: burned."""
        return self._matching("heads/burned/", model)

    def _matching(self, place: str, model: str) -> tuple[Tag, ...]:
        found = self._pages(f"/git/matching-refs/{place}{model}-mirror-v")
        names = (text(row, "ref").removeprefix(f"refs/{place}") for row in found)
        return tuple(tag for name in names if (tag := mirror_tag(name, model)))

    def unfinished_runs(self, workflow: str) -> tuple[Run, ...]:
        """Return the unfinished runs on main among the newest hundred.

        More are not asked for: an older run that still waits is only yielded to, never relied on.
        """
        return self._runs(workflow, ended=False)

    def ended_runs(self, workflow: str) -> tuple[Run, ...]:
        """Return the runs on main that have ended, among the newest hundred."""
        return self._runs(workflow, ended=True)

    def _runs(self, workflow: str, *, ended: bool) -> tuple[Run, ...]:
        path = f"/actions/workflows/{workflow}/runs"
        runs = self._newest(path, "workflow_runs", {"branch": "main"})
        return tuple(
            Run(
                id=number(row, "id"),
                commit=text(row, "head_sha"),
                title=text(row, "display_title"),
            )
            for row in runs
            if (text(row, "status") in _ENDED) == ended
        )

    def signed_set(self, run_id: int, version: VersionTag | None = None) -> int | None:
        """Return the newest artifact of a run with signatures, a complete one before a part.

        A model's are in a workflow of their own; those of a version are called after it.
        """
        of = "" if version is None else f"{version}-"
        path = f"/actions/runs/{run_id}/artifacts"
        left = [row for row in self._newest(path, "artifacts", {}) if not flag(row, "expired")]
        for prefix in (SIGNED_SET, SIGNED_PART):
            if found := [number(r, "id") for r in left if text(r, "name").startswith(prefix + of)]:
                return max(found)
        return None

    def _newest(self, path: str, key: str, query: Mapping[str, str]) -> list[Mapping[str, object]]:
        answer = table(self._get(path, {**query, "per_page": str(_PAGE)}), path)
        return rows(answer.get(key), path)

    def open_pull(self, branch: str, author: str) -> int | None:
        """Return the open pull request that `author` made from `branch` of this repository."""
        query = {"state": "open", "head": f"{self._owner}:{branch}", "base": "main"}
        pulls = rows(self._get("/pulls", query), "/pulls")
        ours = [r for r in pulls if text(table(r.get("user"), "/pulls"), "login") == author]
        return number(ours[0], "number") if ours else None

    def head(self, branch: str) -> str:
        """Return the commit at the tip of `branch`."""
        path = f"/git/ref/heads/{branch}"
        answer = table(self._get(path, {}), path)
        return text(table(answer.get("object"), path), "sha")

    def _pages(self, path: str) -> list[Mapping[str, object]]:
        found: list[Mapping[str, object]] = []
        for page in range(1, _PAGES + 1):
            query = {"per_page": str(_PAGE), "page": str(page)}
            part = rows(self._get(path, query), path)
            found += part
            if len(part) < _PAGE:
                return found
        raise nonsense(path, f"has more than {_PAGES} pages")

    def asked(self, target: str) -> tuple[int, object]:
        """Return status and document of GET `target`, a whole path; no document unless 200.

        Raises ServiceDownError without an answer below 500, TryAgainLaterError beyond the limit.
        """
        status, headers, body = self._answered(target, target)
        if status == HTTPStatus.OK:
            return status, parsed(target, body)
        if isinstance(refusal := _refused(target, status, headers), TryAgainLaterError):
            raise refusal
        return status, None

    def _get(self, path: str, query: Mapping[str, str], *, absent: bool = False) -> object:
        """Return the document; with `absent`, None when GitHub says that there is none."""
        target = f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")
        status, headers, body = self._answered(target, path)
        if status == HTTPStatus.NOT_FOUND and absent:
            return None
        if status != HTTPStatus.OK:
            raise _refused(path, status, headers)
        return parsed(path, body)

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
                self._date = headers.get("Date")
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
            raise nonsense(target, f"is longer than {_LIMIT} bytes")
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
