"""A file on its way: how long to wait for it, where its beginning is kept, how far it is."""

import hashlib
import http
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from urllib.parse import SplitResult, urlsplit

from release.artifact import Artifact, Digest
from release.errors import (
    IrregularFileError,
    MissingInputError,
    ServiceDownError,
    TryAgainLaterError,
)

_RANGE = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/(?:[0-9]{1,15}|\*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds: for one read, for a whole file however steadily it drips, between two reports."""

    read: float = 30.0
    whole: float = 300.0
    report: float = 1.0


PATIENT = Patience()
LARGE = Patience(read=60.0, whole=1800.0)
"""For an asset of up to 2 GiB: 1.2 MB/s is enough."""


class Keep(Protocol):
    """Where an unfinished file waits, so that another try, or another run, goes on from there."""

    def kept(self) -> bytes:
        """Return what came before."""
        ...

    def add(self, data: bytes, *, at: int) -> None:
        """Keep `data`, which belongs at the offset `at`; what was kept beyond it is void."""
        ...

    def discard(self) -> None:
        """Forget what was kept."""
        ...


class NotKept:
    """Keeps nothing: every try starts at the first byte."""

    def kept(self) -> bytes:
        """Return nothing."""
        return b""

    def add(self, data: bytes, *, at: int) -> None:
        """Do nothing."""

    def discard(self) -> None:
        """Do nothing."""


class Sink:
    """Takes a file piece by piece: counts and hashes it, and writes it to `file` if there is one.

    Nothing is held in memory, so a file may be as long as GitHub takes it.
    """

    def __init__(self, file: BinaryIO | None = None) -> None:
        """Write to `file`, which can be emptied, or only look."""
        self._file = file
        self.begin()

    def begin(self) -> None:
        """Forget what came: the file starts again at its first byte."""
        self._hash, self._size = hashlib.sha256(), 0
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()

    def extend(self, data: bytes) -> None:
        """Take the next piece."""
        self._hash.update(data)
        self._size += len(data)
        if self._file is not None:
            self._file.write(data)

    def __len__(self) -> int:
        """Return how many bytes came."""
        return self._size

    def artifact(self, name: str) -> Artifact:
        """Return what came as the artifact called `name`."""
        if self._file is not None:
            self._file.flush()
        return Artifact(name=name, size=self._size, digest=Digest(self._hash.hexdigest()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer below 500: its final address, status, media type and whole body.

    The first `resumed` bytes of `data` were kept from before; the server sent the rest.
    """

    url: str
    status: int
    media_type: str
    data: bytes
    resumed: int = 0

    def body(self) -> bytes:
        """Return the body of a 200; raises MissingInputError for 404 and 410, else 69 or 75."""
        if self.status in {http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE}:
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
        if self.status not in {http.HTTPStatus.OK, http.HTTPStatus.PARTIAL_CONTENT}:
            raise down(f"{self.url} answered {self.status}")
        return self.data


def down(problem: str) -> ServiceDownError:
    """Return the error of a service that did not give the file."""
    return ServiceDownError(problem, expected="the file", remedy="run the job again later")


def allowed(url: str, hosts: Collection[str]) -> SplitResult:
    """Return the parts of `url`; raises ServiceDownError when it leads to none of `hosts`."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.netloc not in hosts:
        what = "a login page, " if parts.netloc.startswith("accounts.") else ""
        raise ServiceDownError(
            f"the way to the file leads to {what}{parts.scheme}://{parts.netloc}",
            expected=f"https and one of {', '.join(sorted(hosts))}",
            remedy="open the link in a browser: it may have moved, or ask for a login",
        )
    return parts


def too_long(what: str, limit: int) -> IrregularFileError:
    """Return the error for an answer of `what` with more than `limit` bytes."""
    return IrregularFileError(
        f"the answer of {what} is longer than {limit} bytes",
        expected="a file within its size limit",
        remedy="compare the source with the pin: it may hold another file now",
    )


def range_start(content_range: str | None) -> int | None:
    """Return where the part begins that a 206 brings, or None when it does not say.

    Source: RFC 9110, section 14.4.
    """
    match = _RANGE.fullmatch(content_range or "")
    return int(match[1]) if match else None


class Meter:
    """Says how far a file is: bytes, percent, rate; at most once every `every` seconds."""

    def __init__(
        self,
        tell: Callable[[str], None],
        *,
        every: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Say it to `tell`; time counts from now."""
        self._tell = tell
        self._every = every
        self._clock = clock
        self._began = self._told = clock()

    def tell(self, now: int, *, before: int, total: int | None) -> None:
        """Report that `now` bytes are here, `before` of them from an earlier try."""
        time_now = self._clock()
        if time_now - self._told < self._every:
            return
        self._told = time_now
        rate = (now - before) / (time_now - self._began) / 1e6
        share = f" of {total:,} bytes, {100 * now / total:.0f} %" if total else " bytes"
        self._tell(f"  {now:,}{share}, {rate:.1f} MB/s")
