"""Every row of the table is true: the real program says it, and our script refuses by its code."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from release.errors import MissingToolError
from release.sigstore import Cosign, refusal
from tests.rehearsal import troubles as online
from tests.rehearsal.tools import cache_folder, ready
from tests.troubles import programs, scripts
from tests.troubles.table import Trouble, told
from tests.verify.shelf import Shelf

TOLD = told()
KINDS: tuple[Mapping[tuple[str, str], object], ...] = (scripts.CASES, programs.CASES, online.CASES)


def trouble(case: tuple[str, str]) -> Trouble:
    program, message = case
    return Trouble(program=program, message=message)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(path=tmp_path)
    made.release()
    return made


def test_every_row_is_brought_about_once_and_nothing_else_is() -> None:
    brought = [trouble(case) for kind in KINDS for case in kind]
    assert sorted(brought, key=repr) == sorted(TOLD, key=repr)


@pytest.mark.parametrize("case", scripts.CASES, ids=" ".join)
def test_our_script_says_what_the_page_says(shelf: Shelf, case: tuple[str, str]) -> None:
    done = scripts.verified(shelf.path, scripts.CASES[case](shelf))
    assert done.returncode == TOLD[trouble(case)]
    assert trouble(case).is_said_in(done.stderr), done.stderr


@pytest.mark.parametrize("case", programs.CASES, ids=" ".join)
def test_a_program_says_what_the_page_says(shelf: Shelf, case: tuple[str, str]) -> None:
    said = programs.output(programs.CASES[case](shelf).program, shelf)
    assert trouble(case).is_said_in(said), said


BOTH: Mapping[tuple[str, str], Callable[[Shelf], programs.Asked]] = {
    **programs.CASES,
    **programs.ONLINE,
}


@pytest.mark.parametrize("case", BOTH, ids=" ".join)
def test_our_script_refuses_the_same_by_the_code_of_the_page(
    shelf: Shelf, case: tuple[str, str]
) -> None:
    asked = BOTH[case](shelf)
    code = scripts.verified(shelf.path, asked.ours).returncode if asked.ours else None
    assert code == (None if case in {NEWER, LOGIN} else TOLD[trouble(case)])


NEWER, LOGIN = ("cosign", "unknown flag"), ("gh", "gh auth login")
"""Our scripts ask cosign its version before anything else, and never log in."""


@pytest.mark.parametrize("case", [c for c in programs.CASES if c[0] == "cosign" and c != NEWER])
def test_where_we_ask_cosign_its_words_become_the_code_of_the_page(
    shelf: Shelf, case: tuple[str, str]
) -> None:
    said = programs.output(programs.CASES[case](shelf).program, shelf)
    assert refusal("file.bundle", said).exit_code == TOLD[trouble(case)]


def test_a_cosign_that_is_too_old_is_refused_by_the_code_of_the_page() -> None:
    path = str(ready(cache_folder(os.environ)).bin)
    with pytest.raises(MissingToolError) as refused:
        Cosign.found({"PATH": path}, least="99.0.0")
    assert refused.value.exit_code == TOLD[trouble(NEWER)]


@pytest.mark.parametrize(
    ("message", "output", "expected"),
    [
        ("a … b", "x\na 1 b\n", True),
        ("a … b", "a\nb", False),
        ("no (", "no (1)", True),
        ("is revoked", "is  revoked", False),
    ],
)
def test_a_message_is_found_in_one_line(message: str, output: str, *, expected: bool) -> None:
    assert Trouble(program="p", message=message).is_said_in(output) is expected
