"""Every kind of fault at every call of a release: the next run finishes it, byte for byte."""

import pytest

from tests.crash.cases import APP, Case, faults
from tests.crash.place import Place, Run
from tests.crash.strikes import kinds
from tests.crash.verdict import DONE, KILLED, code_of, left, signed_files, whole

CODES = {
    "killed before": {KILLED},
    "killed after": {KILLED},
    "401": {43, 75},
    "403": {43},
    "404": {DONE, 43, 44},
    "422": {41},
    "a flipped bit": {DONE, 75},
    "rate limit, an hour": {75},
}
"""How the struck run may end, by kind; all others go on and are done."""


@pytest.mark.parametrize("case", faults(), ids=str)
def test_a_fault_at_any_call_is_cured_by_the_next_run(case: Case, place: Place) -> None:
    strike = kinds(place.network.faults, case.sent)[case.kind]
    assert code_of(Run(place, {case.at: strike}, app=APP)) in CODES.get(case.kind, {DONE})
    assert left(place).published in ((), (signed_files(),))
    assert (code_of(Run(place, app=APP)), left(place)) == (DONE, whole(place))
