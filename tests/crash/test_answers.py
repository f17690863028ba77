"""Answers with a field missing, of another type, or more of them; and the plug pulled again."""

import pytest

from tests.crash.cases import APP, Case, fields, trace
from tests.crash.place import Place, Run
from tests.crash.strikes import field_strikes, killed_after, killed_before
from tests.crash.verdict import DONE, KILLED, code_of, left, signed_files, whole
from tests.crash.wire import Strike


@pytest.mark.parametrize("case", fields(), ids=str)
def test_a_field_that_is_missing_or_mistyped_anywhere_is_cured(case: Case, place: Place) -> None:
    # The list of releases has a row only for a run that goes on where another stopped.
    code_of(Run(place, {7: killed_after} if case.sent.path.endswith("/releases") else {}, app=APP))
    if not case.sent.path.endswith("/releases") or case.sent.method == "POST":
        place.reset()
    struck = Run(place, {case.at: field_strikes(case.sent)[case.kind]}, app=APP)
    assert (code_of(struck), left(place)) == (DONE, whole(place))


@pytest.mark.parametrize("at", range(0, len(trace()), 3))
def test_the_plug_is_pulled_twice(at: int, place: Place) -> None:
    assert code_of(Run(place, {at: killed_after}, app=APP)) == KILLED
    for second in range(0, len(trace()), 9):
        code_of(Run(place, {second: killed_before}, app=APP))
    assert (code_of(Run(place, app=APP)), left(place)) == (DONE, whole(place))


@pytest.mark.parametrize("kill", [killed_before, killed_after], ids=["before", "after"])
def test_runs_that_each_die_a_call_later_get_there(kill: Strike, place: Place) -> None:
    lives = 0
    while code_of(Run(place, {lives: kill}, app=APP)) == KILLED:
        assert left(place).published in ((), (signed_files(),))
        lives += 1
    assert (lives > 1, left(place)) == (True, whole(place))
