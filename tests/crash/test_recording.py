"""Every kind of fault at every call of a record: the next run ends with the one pull request."""

import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.crash.cases import Case
from tests.crash.place import Place
from tests.crash.recording import Recording, recorded, whole
from tests.crash.strikes import kinds
from tests.crash.verdict import DONE, KILLED, ended
from tests.crash.wire import Sent
from tests.rehearsal.hosts.faults import Faults

CODES = {
    "killed before": {KILLED},
    "killed after": {KILLED},
    "401": {43},
    "403": {43},
    "404": {DONE, 10, 43, 69},
    "422": {41},
    "429": {75},
    "rate limit": {75},
    "rate limit, 30 s": {75},
    "rate limit, an hour": {75},
}
"""How the struck run may end, by kind; all others go on and are done."""


@cache
def trace() -> tuple[Sent, ...]:
    """Return every outgoing call of a record, in order."""
    with tempfile.TemporaryDirectory(prefix="trace-") as folder:
        place = Place(Path(folder))
        run = Recording(place)
        try:
            run.record()
        finally:
            place.close()
    return tuple(run.wire.sent)


def cases() -> list[Case]:
    """Return a kill at every call, and every kind of fault at the first call of its sort."""
    calls = trace()
    first = {at for at, sent in enumerate(calls) if calls.index(sent) == at}
    return [
        Case(at=at, kind=kind, sent=sent)
        for at, sent in enumerate(calls)
        for kind in kinds(Faults(), sent)
        if at in first or kind.startswith("killed")
    ]


def code_of(run: Recording) -> int:
    """Run it, and return the exit code."""
    return ended(run.record)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_fault_at_any_call_is_cured_by_the_next_record(case: Case, place: Place) -> None:
    strike = kinds(place.network.faults, case.sent)[case.kind]
    first = code_of(Recording(place, {case.at: strike}))
    assert first in CODES.get(case.kind, {DONE})
    assert len(recorded(place).pulls) <= 1
    assert (code_of(Recording(place)), recorded(place)) == (DONE, whole())
