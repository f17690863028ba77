"""A file on its way: how long to wait for it, where its beginning is kept, how far it is."""

import http
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from release.errors import MissingInputError, ServiceDownError, TryAgainLaterError

_RANGE = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/(?:[0-9]{1,15}|\*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds: for one read, for a whole file however steadily it drips, between two reports."""

    read: float = 30.0
    whole: float = 300.0
    report: float = 1.0


PATIENT = Patience()


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
