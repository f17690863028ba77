"""One call of GitHub's API at a time, over PyGithub's requester, which repeats nothing here.

A read is repeated while there is patience. A write is sent once, and what came back is told.
"""

import contextlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode

import requests
from github import GithubException
from github.Requester import HTTPSRequestsConnectionClass, Requester

from release.attach.patience import Patience
from release.github.answers import Row, clock, parsed, rows
from release.github.refusals import Reply, refusal, unanswered

T = TypeVar("T")
UPLOADS = "uploads.github.com"
_JSON = "application/vnd.github+json"
_BYTES = "application/octet-stream"
_PAGE = 100
_PAGES = 50
_GOOD = range(200, 300)
Connect = Callable[[str], HTTPSRequestsConnectionClass]


class Calls:
    """Calls about one repository with one token."""

    def __init__(
        self, requester: Requester, repository: str, *, patience: Patience, connect: Connect
    ) -> None:
        """Call through `requester`, which was made without retries, about `owner/name`.

        `connect` opens a way to the upload host: PyGithub's own has no timeout.
        """
        self._requester = requester
        self._base = f"/repos/{repository}"
        self._patience = patience
        self._connect = connect
        self._uploads: HTTPSRequestsConnectionClass | None = None
        self._date: str | None = None
        self._heard = False

    def now(self) -> int:
        """Return GitHub's clock at its last answer."""
        return clock(self._date, "every question")

    def read(self, what: str, path: str, parse: Callable[[object], T]) -> T | None:
        """Return what `parse` makes of the answer, None for 404; raises 43 or 75 without one."""

        def question() -> T | None:
            reply = self._call(what, "GET", path)
            if reply.status == HTTPStatus.NOT_FOUND:
                return None
            if reply.status != HTTPStatus.OK:
                raise refusal(reply)
            return parse(parsed(what, reply.text))

        return self._patience.asked(question)

    def pages(self, what: str, path: str, parse: Callable[[Row], T]) -> Iterator[T]:
        """Return what `parse` makes of each row of all pages of a list."""

        def parsed_page(value: object) -> list[T]:
            return [parse(row) for row in rows(value, what)]

        for page in range(1, _PAGES + 1):
            query = urlencode({"per_page": _PAGE, "page": page})
            part = self.read(what, f"{path}?{query}", parsed_page)
            if part is None:
                raise refusal(Reply(what=what, status=404, text="a list that is always there"))
            yield from part
            if len(part) < _PAGE:
                return
        raise unanswered(f"{what}: the list has more than {_PAGES} pages")

    def location(self, what: str, path: str) -> str | None:
        """Return where GitHub sends somebody who asks for the bytes at `path`, None for 404.

        PyGithub 2.10 would follow, and hold the whole file in memory: its `getStream` does not
        hand `stream` on. The token stays here.
        """

        def question() -> str | None:
            reply = self._call(what, "GET", path, accept=_BYTES)
            if reply.status == HTTPStatus.NOT_FOUND:
                return None
            address = reply.headers.get("location", "")
            if reply.status != HTTPStatus.FOUND or not address:
                raise refusal(reply)
            return address

        return self._patience.asked(question)

    def write(
        self, what: str, verb: str, path: str, body: Mapping[str, object] | None = None
    ) -> Reply:
        """Send once; raises ServiceDownError when the answer got lost."""
        return self._call(what, verb, path, body=body)

    def send(self, what: str, path: str, file: io.FileIO, length: int) -> Reply:
        """Send a file to the upload host once; raises ServiceDownError when the answer got lost."""
        headers = {"Content-Type": _BYTES, "Content-Length": str(length)}
        url = f"https://{UPLOADS}{self._base}{path}"
        self._uploads = self._uploads or self._connect(UPLOADS)
        with _translated(what):
            try:
                came, document = self._requester.requestMemoryBlobAndCheck(
                    "POST",
                    url,
                    {},
                    headers,
                    file,
                    self._uploads,
                )
                reply = Reply(what=what, status=HTTPStatus.CREATED, headers=came)
            except GithubException as error:
                came = {k.lower(): v for k, v in (error.headers or {}).items()}
                reply = Reply(what=what, status=error.status, headers=came)
                document = error.data
        return self._noted(replace(reply, text=json.dumps(document, default=str)))

    def _call(
        self,
        what: str,
        verb: str,
        path: str,
        *,
        body: Mapping[str, object] | None = None,
        accept: str = _JSON,
    ) -> Reply:
        with _translated(what):
            status, headers, text = self._requester.requestJson(
                verb, f"{self._base}{path}", None, {"Accept": accept}, body
            )
        return self._noted(Reply(what=what, status=status, headers=headers, text=text))

    def _noted(self, reply: Reply) -> Reply:
        """Take note of GitHub's clock, and of the first time that it knew the token."""
        self._date = reply.headers.get("date", self._date)
        told = replace(reply, heard=self._heard, now=self.now())
        self._heard = self._heard or reply.status in _GOOD
        return told


@contextlib.contextmanager
def _translated(what: str) -> Iterator[None]:
    """Turn the failures of the network, and PyGithub's over odd answers, into ServiceDownError.

    It raises AssertionError and RuntimeError for a redirect to another host, and AttributeError,
    TypeError or ValueError for JSON of another shape than it expects (Requester.py, 2.10).
    """
    try:
        yield
    except requests.RequestException as error:
        raise unanswered(f"{what}: {type(error).__name__}") from error
    except (AssertionError, AttributeError, RuntimeError, TypeError, ValueError, OSError) as error:
        raise unanswered(f"{what}: an answer that PyGithub cannot read") from error
