"""Every case folder: the good inputs are accepted, the bad ones refused, and nothing is slow."""

from functools import cache
from pathlib import Path

import pytest

from release.errors import ReleaseError
from release.report import error_line
from tests.cases.case import FOLDER, Case, cases, content
from tests.cases.cost import cost
from tests.cases.kinds import KINDS, Kind

CASES = tuple(cases())
GOOD = tuple(case for case in CASES if case.accepted)
BAD = tuple(case for case in CASES if not case.accepted)
FOLDERS = tuple(sorted(p for p in FOLDER.iterdir() if p.is_dir() and p.name[0] not in "._"))
_LOOKS = 3
_LINE = 400


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_a_good_input_is_accepted_in_bounded_time_and_memory(case: Case) -> None:
    assert _judged(case, content(case.name)) is None


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_a_bad_input_is_refused_with_its_code_in_bounded_time_and_memory(case: Case) -> None:
    data = content(case.name)
    assert data != case.before()
    refused = _judged(case, data)
    assert refused is not None, "accepted"
    assert (refused.exit_code, "\n" in error_line(refused)) == (case.code, False)
    assert refused.expected
    assert refused.remedy
    assert len(refused.problem) <= _LINE, "too long for one line"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_says_what_it_is(case: Case) -> None:
    assert case.kind in KINDS
    assert case.name.endswith(("_pass", "_fail"))
    assert (case.code == 0, case.twin == "") == (case.accepted, case.accepted)
    if case.twin:
        twin = Case.load(case.twin)
        assert (twin.accepted, twin.kind) == (True, case.kind)
        assert (FOLDER / case.name / "mutate.py").exists()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_holds_a_case_and_three_lines_about_it(folder: Path) -> None:
    names = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
    assert {"README.md", "case.toml"} <= names <= {"README.md", "case.toml", "mutate.py"}
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    assert (len(lines), [line for line in lines if not line.strip()]) == (3, [])


def test_there_are_at_least_a_hundred_bad_inputs() -> None:
    assert len(BAD) >= 100


def _judged(case: Case, data: bytes) -> ReleaseError | None:
    """Check `data` within the limits of its kind; return what refused it."""
    _warm(case.kind)
    refused: list[ReleaseError | None] = []
    spent = cost(lambda: refused.append(_refusal(case.how, data)))
    assert spent.memory <= case.how.floor + case.how.memory * len(data)
    # Processor time is longer where others use the same core: what counts is the least of three.
    seconds = [spent.seconds]
    while seconds[-1] >= case.how.seconds and len(seconds) < _LOOKS:
        seconds.append(cost(lambda: _refusal(case.how, data)).seconds)
    assert min(seconds) < case.how.seconds
    return refused[-1]


@cache
def _warm(kind: str) -> None:
    """Load what the checks of this kind load once, so that no case pays for it."""
    assert _refusal(KINDS[kind], KINDS[kind].good()) is None


def _refusal(kind: Kind, data: bytes) -> ReleaseError | None:
    try:
        kind.check(data)
    except ReleaseError as error:
        return error
    return None
