"""Bytes from elsewhere (an edge: it opens sockets): https only, listed hosts, a limit, a timeout.

No credential is ever sent, so none can follow a redirect. Redirects stay within the hosts of the
call. Trust in the server is the machine's (OpenSSL reads SSL_CERT_FILE); trust in the bytes is
the caller's business: compare them with a pin.
"""

import http.client
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from release.errors import (
    IrregularFileError,
    MissingInputError,
    ServiceDownError,
    TryAgainLaterError,
    UsageError,
)

TRIES = 3
REDIRECTS = 5
TIMEOUT = 30.0
"""Seconds that one read may take."""
DEADLINE = 300.0
"""Seconds that one file may take, however steadily it drips."""
_CHUNK = 1 << 16
_MOVED = frozenset({301, 302, 303, 307, 308})
_AGENT = "u2netp-mirror (+https://github.com/VMAFx/vmafx)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer below 500: its final address, status, media type and whole body."""

    url: str
    status: int
    media_type: str
    data: bytes

    def body(self) -> bytes:
        """Return the body of a 200; raises MissingInputError for 404 and 410, else 69 or 75."""
        if self.status in {404, 410}:
            raise MissingInputError(
                f"{self.url} is not there ({self.status})",
                expected="the file",
                remedy="compare the address with the pin or with the release page",
            )
        if self.status == http.HTTPStatus.TOO_MANY_REQUESTS:
            raise TryAgainLaterError(
                f"{self.url} limits requests (429)",
                expected="the file",
                remedy="run the job again in an hour",
            )
        if self.status != http.HTTPStatus.OK:
            raise _down(f"{self.url} answered {self.status}")
        return self.data


class _LostError(Exception):
    """One try failed in a way that a second try may cure."""


class Downloads:
    """Fetches files over https, through a proxy if there is one."""

    def __init__(
        self,
        *,
        proxy: str | None = None,
        tls: ssl.SSLContext | None = None,
        wait: Callable[[float], None] = time.sleep,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take the address of an http proxy, whom to trust, how to wait, and where to tell.

        Without `tls` the machine's certificate authorities are trusted.

        Raises UsageError for a proxy that is not plain `http://host:port`.
        """
        self._proxy = _proxy_address(proxy) if proxy else None
        self._wait = wait
        self._progress = progress
        self._tls = tls or ssl.create_default_context()

    def fetch(self, url: str, *, hosts: Collection[str], limit: int) -> Fetched:
        """Return the answer to GET `url`, following redirects within `hosts`.

        Raises ServiceDownError when three tries bring no answer below 500, or the answer leads
        elsewhere; IrregularFileError when the body is longer than `limit` bytes.
        """
        self._progress(f"fetching {url}")
        for left in range(TRIES - 1, -1, -1):
            started = time.monotonic()
            try:
                fetched = self._follow(url, hosts=hosts, limit=limit)
            except (OSError, http.client.HTTPException, _LostError) as error:
                problem = f"{urlsplit(url).hostname} did not answer: {_said(error)}"
                if not left:
                    raise _down(problem) from error
                self._progress(f"{problem}; trying again")
                self._wait(float(TRIES - left))
            else:
                took = time.monotonic() - started
                self._progress(f"  {fetched.status}, {len(fetched.data):,} bytes in {took:.1f} s")
                return fetched
        raise AssertionError  # the last try returns or raises

    def _follow(self, url: str, *, hosts: Collection[str], limit: int) -> Fetched:
        deadline = time.monotonic() + DEADLINE
        for _ in range(REDIRECTS + 1):
            answer, location = self._get(_allowed(url, hosts), limit, deadline)
            if location is None:
                return answer
            url = urljoin(url, location)
        raise _down(f"{urlsplit(url).hostname} redirects more than {REDIRECTS} times")

    def _get(self, parts: SplitResult, limit: int, deadline: float) -> tuple[Fetched, str | None]:
        connection = self._connect(parts.netloc)
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={"User-Agent": _AGENT, "Accept": "*/*"})
            response = connection.getresponse()
            if response.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
                raise _LostError(f"status {response.status}")
            answer = Fetched(
                url=parts._replace(query="").geturl(),
                status=response.status,
                media_type=(response.getheader("Content-Type") or "").partition(";")[0].lower(),
                data=_read(response, limit, deadline, what=parts.hostname or ""),
            )
            return answer, response.getheader("Location") if answer.status in _MOVED else None
        finally:
            connection.close()

    def _connect(self, host: str) -> http.client.HTTPSConnection:
        if self._proxy is None:
            return http.client.HTTPSConnection(host, timeout=TIMEOUT, context=self._tls)
        through = http.client.HTTPSConnection(*self._proxy, timeout=TIMEOUT, context=self._tls)
        through.set_tunnel(host)
        return through


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


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


def _allowed(url: str, hosts: Collection[str]) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.netloc not in hosts:
        raise ServiceDownError(
            f"the way to the file leads to {parts.scheme}://{parts.netloc}",
            expected=f"https and one of {', '.join(sorted(hosts))}",
            remedy="open the link in a browser: it may have moved, or ask for a login",
        )
    return parts


def _read(response: http.client.HTTPResponse, limit: int, deadline: float, *, what: str) -> bytes:
    declared, data = response.length, bytearray()
    while chunk := response.read(_CHUNK):
        data += chunk
        if len(data) > limit:
            raise IrregularFileError(
                f"the answer of {what} is longer than {limit} bytes",
                expected="a file within its size limit",
                remedy="compare the source with the pin: it may hold another file now",
            )
        if time.monotonic() > deadline:
            raise _LostError(f"not done within {DEADLINE:.0f} seconds")
    if declared is not None and len(data) != declared:
        raise _LostError(f"{len(data)} of {declared} bytes came")
    return bytes(data)


def _down(problem: str) -> ServiceDownError:
    return ServiceDownError(problem, expected="the file", remedy="run the job again later")
