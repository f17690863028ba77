"""The wire between the client and the local GitHub: in this process, counted, and cut on demand.

The client is the real one: PyGithub and our own code. Instead of a socket there is a function call,
so that hundreds of releases fit into a minute.
"""

import io
from collections.abc import Callable, Collection, ItemsView, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import ClassVar
from urllib.parse import urljoin

import requests
from github.Requester import HTTPSRequestsConnectionClass, RequestsResponse

from release.transfer import Fetched, Sink, allowed, down, too_long
from tests.rehearsal.hosts.clock import Clock
from tests.rehearsal.hosts.exchange import Request, Response
from tests.rehearsal.hosts.network import Network

_FOUND = 200
_MOVED = frozenset({301, 302, 303, 307, 308})
Perform = Callable[[Request], Response]
Strike = Callable[[Request, Perform], Response]
"""What happens to one call: it may be performed or not, answered as it was or otherwise, or cut."""


class KilledError(BaseException):
    """The process is gone. Nothing of ours may catch it."""


def _unharmed(request: Request, perform: Perform) -> Response:
    return perform(request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A call that was made."""

    method: str
    host: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.host.split('.')[0]}{self.path}"


@dataclass
class Wire:
    """Carries calls to `network`; `strikes` says what happens to which, counted from 0."""

    network: Network
    clock: Clock
    strikes: Mapping[int, Strike] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)

    def carry(self, request: Request) -> Response:
        """Carry one call; raises ConnectionError when it was cut, KilledError when we were."""
        strike = self.strikes.get(len(self.sent), _unharmed)
        self.sent.append(Sent(method=request.method, host=request.host, path=request.path))
        response = strike(request, self._perform)
        date = formatdate(self.clock(), usegmt=True)
        return Response(
            status=response.status,
            body=response.body,
            headers={"Date": date, **response.headers},
        )

    def _perform(self, request: Request) -> Response:
        response = self.network.answer(request)
        if response is None:
            raise ConnectionError("dropped")
        return response

    @property
    def asked(self) -> int:
        """How many calls of the API were made, uploads included."""
        return sum(sent.host in {"api.github.com", "uploads.github.com"} for sent in self.sent)


class WiredAnswer(RequestsResponse):
    """An answer as PyGithub reads one."""

    def __init__(self, response: Response) -> None:
        self.status = response.status
        self._response = response

    def getheaders(self) -> ItemsView[str, str]:
        return self._response.headers.items()

    def read(self) -> str:
        return self._response.body.decode(errors="replace")


class WiredConnection(HTTPSRequestsConnectionClass):
    """PyGithub's connection with `wire` in the place of requests, which tests/attach has instead.

    Most of a call's time would be spent in requests, to no end.
    """

    wire: ClassVar[Wire]

    def __init__(self, host: str, port: int | None = None, **_: object) -> None:
        self.host, self.port = host, port or 443

    def getresponse(self) -> WiredAnswer:
        data = _bytes(self.input)
        request = Request.of(
            self.verb,
            self.host,
            self.url,
            headers={name.lower(): str(value) for name, value in self.headers.items()},
            body=data,
            length=len(data) if self.input is not None else None,
        )
        try:
            return WiredAnswer(self.wire.carry(request))
        except ConnectionError as error:
            raise requests.ConnectionError(str(error)) from error

    def close(self) -> None:
        """Close nothing."""


def _bytes(body: object) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    assert isinstance(body, io.IOBase)
    return b"".join(iter(lambda: body.read(1 << 14), b""))


def connection_through(wire: Wire) -> type[WiredConnection]:
    """Return a class of connections through `wire`."""
    return type("Wired", (WiredConnection,), {"wire": wire})


@dataclass(frozen=True, slots=True)
class WiredWeb:
    """Downloads through `wire`, as `release.download` judges them."""

    wire: Wire

    def fetch(
        self, url: str, *, hosts: Collection[str], limit: int, into: Sink | None = None
    ) -> Fetched:
        for _ in range(5):
            parts = allowed(url, hosts)
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            try:
                response = self.wire.carry(Request.of("GET", parts.netloc, target, headers={}))
            except ConnectionError as error:
                raise down(f"{parts.netloc} did not answer") from error
            if response.status in _MOVED:
                url = urljoin(url, response.headers["Location"])
                continue
            return self._taken(parts.netloc, response, limit, into)
        raise down(f"{url} redirects for ever")

    def _taken(self, host: str, response: Response, limit: int, into: Sink | None) -> Fetched:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.status >= 500 or (into and kind == "text/html"):
            raise down(f"{host} answered {response.status}, {kind}")
        if len(response.body) > limit:
            raise too_long(host, limit)
        data = response.body
        if into is not None and response.status == _FOUND:
            into.begin()
            into.extend(data)
            data = b""
        return Fetched(url=host, status=response.status, media_type=kind, data=data)
