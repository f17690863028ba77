"""One request and one answer, as every host sees them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"

NOT_IMPLEMENTED = 501


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request after proxying and TLS. Header names are lower case; `path` is percent-decoded.

    A long body lies in the file `spooled`, and `body` is empty then.
    """

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    raw_query: str
    headers: Mapping[str, str]
    body: bytes
    length: int | None  # as declared; a body beyond the limit of the network is not read
    spooled: Path | None = None

    @classmethod
    def of(  # noqa: PLR0913 -- the parts of a request line and its message
        cls,
        method: str,
        host: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        length: int | None = None,
        spooled: Path | None = None,
    ) -> "Request":
        """Split `target` (path and query as sent) and build the request."""
        parts = urlsplit(target)
        return cls(
            method=method,
            host=host,
            path=unquote(parts.path) or "/",
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            raw_query=parts.query,
            headers=headers,
            body=body,
            length=length,
            spooled=spooled,
        )

    def header(self, name: str) -> str:
        """Return the header `name`, or an empty string."""
        return self.headers.get(name.lower(), "")

    @property
    def verb(self) -> str:
        """The method to route by: HEAD is answered as GET, without its body."""
        return "GET" if self.method == "HEAD" else self.method

    def __str__(self) -> str:
        """Return `METHOD https://host/path`, without the query: signatures stay out of reports."""
        return f"{self.method} https://{self.host}{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer; `actor` is who asked, for the record of the network only.

    A long body is the file at `spooled`.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    actor: str | None = None
    spooled: Path | None = None

    @classmethod
    def json(cls, status: int, value: Json, headers: Mapping[str, str] | None = None) -> "Response":
        """Answer with a JSON document."""
        kind = {"Content-Type": "application/json; charset=utf-8"}
        return cls(
            status=status, body=json.dumps(value).encode(), headers={**kind, **(headers or {})}
        )

    @classmethod
    def text(cls, status: int, text: str, kind: str = "text/plain; charset=utf-8") -> "Response":
        """Answer with text."""
        return cls(status=status, body=text.encode(), headers={"Content-Type": kind})

    @classmethod
    def data(cls, body: bytes, kind: str = "application/octet-stream") -> "Response":
        """Answer 200 with bytes."""
        return cls(status=200, body=body, headers={"Content-Type": kind})

    @classmethod
    def redirect(cls, location: str) -> "Response":
        """Answer 302."""
        return cls(status=302, headers={"Location": location})


class RefusedError(Exception):
    """An answer that ends a handler early: what GitHub refuses, in GitHub's words."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: Sequence[Json] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Name the status, the message and, for 422, the list of errors."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """Return the answer in the shape of GitHub's API."""
        body: dict[str, Json] = {
            "message": self.message,
            "documentation_url": "https://docs.github.com/rest",
            "status": str(self.status),
        }
        if self.errors:
            body["errors"] = self.errors
        return Response.json(self.status, body, self.headers)


def not_found() -> RefusedError:
    """Return GitHub's 404: absent, or not for you."""
    return RefusedError(404, "Not Found")


def invalid(resource: str, code: str, name: str, message: str | None = None) -> RefusedError:
    """Return GitHub's 422 for one field of one resource."""
    error: dict[str, Json] = {"resource": resource, "code": code, "field": name}
    if message is not None:
        error["message"] = message
    return RefusedError(422, "Validation Failed", errors=[error])
