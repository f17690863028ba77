"""The cases of the matrix, made from the trace of a release in which nothing went wrong."""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.crash.place import Place, Run
from tests.crash.strikes import field_strikes, kinds
from tests.crash.wire import Sent
from tests.rehearsal.hosts.faults import Faults

APP = "u2netp-release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The call `at` suffers `kind`."""

    at: int
    kind: str
    sent: Sent

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:02d} {str(self.sent)[:60]}"


@cache
def trace() -> tuple[Sent, ...]:
    """Return every outgoing call of a release by the App, in order."""
    with tempfile.TemporaryDirectory(prefix="trace-") as folder:
        place = Place(Path(folder))
        run = Run(place, app=APP)
        try:
            run.attach()
        finally:
            place.close()
    return tuple(run.wire.sent)


def faults() -> list[Case]:
    """Return every kind of fault at every call."""
    return [
        Case(at=at, kind=kind, sent=sent)
        for at, sent in enumerate(trace())
        for kind in kinds(Faults(), sent)
    ]


def fields() -> list[Case]:
    """Return every field that is read of every answer, and each way in which it can be wrong."""
    return [
        Case(at=at, kind=kind, sent=sent)
        for at, sent in enumerate(trace())
        for kind in field_strikes(sent)
    ]
