"""Bytes from elsewhere (an edge: it opens sockets): https only, listed hosts, a limit, timeouts.

No credential is ever sent, so none can follow a redirect. Redirects stay within the hosts of the
call. Trust in the server is the machine's (OpenSSL reads SSL_CERT_FILE); trust in the bytes is
the caller's business: compare them with a pin.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from release.errors import UsageError
from release.transfer import (
    PATIENT,
    Fetched,
    Keep,
    Meter,
    NotKept,
    Patience,
    Sink,
    allowed,
    down,
    range_start,
    too_long,
)

TRIES = 3
REDIRECTS = 5
_CHUNK = 1 << 16
_FOUND = frozenset({http.HTTPStatus.OK, http.HTTPStatus.PARTIAL_CONTENT})
_MOVED = frozenset({301, 302, 303, 307, 308})
_AGENT = "u2netp-mirror (+https://github.com/VMAFx/vmafx)"


class _LostError(Exception):
    """One try failed in a way that a second try may cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What one call of `fetch` asked for, and until when it waits."""

    hosts: Collection[str]
    limit: int
    keep: Keep
    into: Sink | None
    deadline: float

    @property
    def late(self) -> bool:
        """Whether the time for the whole file is over."""
        return time.monotonic() >= self.deadline


class Downloads:
    """Fetches files over https, through a proxy if there is one."""

    def __init__(
        self,
        *,
        proxy: str | None = None,
        tls: ssl.SSLContext | None = None,
        wait: Callable[[float], None] = time.sleep,
        progress: Callable[[str], None] = lambda _: None,
        patience: Patience = PATIENT,
    ) -> None:
        """Take the address of an http proxy, whom to trust, how to wait, and where to tell.

        Without `tls` the machine's certificate authorities are trusted.

        Raises UsageError for a proxy that is not plain `http://host:port`.
        """
        self._proxy = _proxy_address(proxy) if proxy else None
        self._wait = wait
        self._progress = progress
        self._patience = patience
        self._tls = tls or ssl.create_default_context()

    def fetch(
        self,
        url: str,
        *,
        hosts: Collection[str],
        limit: int,
        keep: Keep | None = None,
        into: Sink | None = None,
    ) -> Fetched:
        """Return the answer to GET `url`, following redirects within `hosts`.

        With `keep` each try goes on where the last one ended, if the server can; else it starts
        again. With `into` the file goes there, and none of it into the answer.

        Raises ServiceDownError when three tries bring no answer below 500, or the file is slower
        than the patience, or the answer leads elsewhere; IrregularFileError when the body is
        longer than `limit` bytes.
        """
        self._progress(f"fetching {url}")
        deadline = time.monotonic() + self._patience.whole
        order = _Order(
            hosts=hosts, limit=limit, keep=keep or NotKept(), into=into, deadline=deadline
        )
        for left in range(TRIES - 1, -1, -1):
            try:
                fetched = self._follow(url, order)
            except (OSError, http.client.HTTPException, _LostError) as error:
                problem = f"{urlsplit(url).hostname} did not answer: {self._said(error, order)}"
                if order.late or not left:
                    raise down(problem) from error
                self._progress(f"{problem}; trying again")
                self._wait(float(TRIES - left))
            else:
                self._progress(f"  {fetched.status}, {len(fetched.data):,} bytes")
                return fetched
        raise AssertionError  # the last try returns or raises

    def _said(self, error: Exception, order: _Order) -> str:
        if order.late:
            return f"too slow, not done within {self._patience.whole:g} seconds"
        if isinstance(error, TimeoutError):
            return f"too slow, nothing came for {self._patience.read:g} seconds"
        return str(error) or type(error).__name__

    def _follow(self, url: str, order: _Order) -> Fetched:
        for _ in range(REDIRECTS + 1):
            answer, location = self._get(allowed(url, order.hosts), order)
            if location is None:
                return answer
            url = urljoin(url, location)
        raise down(f"{urlsplit(url).hostname} redirects more than {REDIRECTS} times")

    def _get(self, parts: SplitResult, order: _Order) -> tuple[Fetched, str | None]:
        connection, kept = self._connect(parts.netloc), order.keep.kept()
        with contextlib.closing(connection), _hung_up_at(order.deadline, connection):
            part = {"Range": f"bytes={len(kept)}-"} if kept else {}
            headers = {"User-Agent": _AGENT, "Accept": "*/*", **part}
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            before = _continued(response, kept, order.keep)
            answer = Fetched(
                url=parts._replace(query="").geturl(),
                status=response.status,
                media_type=(response.getheader("Content-Type") or "").partition(";")[0].lower(),
                data=self._read(response, before, order, what=parts.hostname or ""),
                resumed=len(before),
            )
            return answer, response.getheader("Location") if answer.status in _MOVED else None

    def _read(
        self, response: http.client.HTTPResponse, before: bytes, order: _Order, *, what: str
    ) -> bytes:
        keep = order.keep if _is_file(response) else NotKept()
        total = None if response.length is None else response.length + len(before)
        data = _body(response, before, order.into)
        meter = Meter(self._progress, every=self._patience.report)
        # read1: what has come, so that the deadline is seen however little comes at a time.
        while chunk := response.read1(_CHUNK):
            data.extend(chunk)
            if len(data) > order.limit:
                raise too_long(what, order.limit)
            keep.add(chunk, at=len(data) - len(chunk))
            meter.tell(len(data), before=len(before), total=total)
            if order.late:
                break
        if order.late:
            raise _LostError
        if total is not None and len(data) != total:
            raise _LostError(f"{len(data)} of {total} bytes came")
        return bytes(data) if isinstance(data, bytearray) else b""

    def _connect(self, host: str) -> http.client.HTTPSConnection:
        timeout = self._patience.read
        if self._proxy is None:
            return http.client.HTTPSConnection(host, timeout=timeout, context=self._tls)
        through = http.client.HTTPSConnection(*self._proxy, timeout=timeout, context=self._tls)
        through.set_tunnel(host)
        return through


@contextlib.contextmanager
def _hung_up_at(deadline: float, connection: http.client.HTTPSConnection) -> Iterator[None]:
    """Connect, and end the connection at `deadline`: a timeout counts anew at every byte."""
    connection.connect()
    plain: socket.socket = connection.sock

    def hang_up() -> None:
        with contextlib.suppress(OSError):
            # The socket's own method: that of its TLS layer may not run beside a read.
            socket.socket.shutdown(plain, socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _continued(response: http.client.HTTPResponse, kept: bytes, keep: Keep) -> bytes:
    """Return what the answer goes on from: `kept` when the server took the range, else nothing."""
    if response.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _LostError(f"status {response.status}")
    if response.status == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and kept:
        keep.discard()
        raise _LostError("it has no more bytes than those that were kept")
    if response.status != http.HTTPStatus.PARTIAL_CONTENT:
        return b""
    if not kept or range_start(response.getheader("Content-Range")) != len(kept):
        keep.discard()
        raise _LostError("another part came than the one asked for")
    return kept


def _body(response: http.client.HTTPResponse, before: bytes, into: Sink | None) -> bytearray | Sink:
    """Return where the answer goes: into the sink if it is the file, else into memory."""
    if into is None or response.status not in _FOUND:
        return bytearray(before)
    if not _is_file(response):
        raise _LostError("a page came in place of the file")
    into.begin()
    return into


def _is_file(response: http.client.HTTPResponse) -> bool:
    """Tell whether the body may be the file: a page of the service must not take its place."""
    media_type = (response.getheader("Content-Type") or "").lower()
    return response.status in _FOUND and not media_type.startswith("text/html")


def proxy_of(environment: Mapping[str, str]) -> str | None:
    """Return the https proxy that `environment` names, if any; curl's spelling comes first."""
    return environment.get("https_proxy") or environment.get("HTTPS_PROXY") or None


def _proxy_address(proxy: str) -> tuple[str, int]:
    parts = urlsplit(proxy)
    if parts.scheme != "http" or not parts.hostname or parts.username is not None:
        raise UsageError(
            "the proxy of the environment cannot be used",
            expected="http://host:port, without credentials",
            remedy="set https_proxy to such an address, or unset it",
        )
    return parts.hostname, parts.port or 80
