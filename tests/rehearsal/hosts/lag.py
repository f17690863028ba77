"""Reads that lag behind writes: for so many reads the answer of before, as GitHub's replicas do.

"Before" is the state as it was when the last write began: an object made by it is 404, a changed
one as it was, an attestation not there yet.
"""

import re
from dataclasses import dataclass, replace
from http import HTTPStatus

from tests.rehearsal.hosts.exchange import Request, Response
from tests.rehearsal.hosts.hub import Hub

_WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})


@dataclass(slots=True, kw_only=True)
class Lag:
    """After each write, the next `reads` reads of paths that fit `path` see what was before."""

    path: str
    reads: int
    left: int = 0
    before: Hub | None = None


class Lags:
    """The table of lags; empty, nothing is copied and nothing is late."""

    def __init__(self) -> None:
        """Start up to date."""
        self._rows: list[Lag] = []

    def add(self, path: str, *, reads: int) -> None:
        """Let reads of `path`, a regular expression for the whole path, lag from now on."""
        self._rows.append(Lag(path=path, reads=reads))

    def clear(self) -> None:
        """Catch up at once."""
        self._rows.clear()

    def seen(self, hub: Hub, request: Request) -> Hub:
        """Return what `request` gets to see, and count it."""
        for row in self._rows:
            if row.left and row.before and request.verb == "GET" and _fits(row, request):
                row.left -= 1
                return row.before
        return hub

    def before(self, hub: Hub, request: Request) -> Hub | None:
        """Return what there is before a write; None for a read, or when nothing lags."""
        if not self._rows or request.verb not in _WRITES:
            return None
        with hub.state.lock:
            refs = {ref.name: ref.sha for ref in hub.repository.refs()}
            return replace(hub, state=hub.state.copy(), repository=hub.repository.as_of(refs))

    def wrote(self, before: Hub | None, response: Response) -> None:
        """Start the lag after a write that was done."""
        if before is None or response.status >= HTTPStatus.MULTIPLE_CHOICES:
            return
        for row in self._rows:
            row.left, row.before = row.reads, before


def _fits(row: Lag, request: Request) -> bool:
    return re.fullmatch(row.path, request.path) is not None
