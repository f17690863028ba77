"""The pages of open rows and of origins: their shape, and that they are true."""

import pytest

from upkeep.notes import REBASE, STATE, rebase_findings, state_findings

TREE = ("scripts/drop.py", "release/a.py", ".github/workflows/watch.yml")
OPEN = "# State\n\n## Not built\n\n| row | what |\n|---|---|\n| air-gap kit | one `kit.zip` |\n"
ORIGIN = (
    "# Ours\n\n| path | origin |\n|---|---|\n"
    "| `release/`, `scripts/drop.py` | ours |\n| `.github/` | ours |\n"
)

WRONG_STATE = {
    "a row that is built": (OPEN.replace("kit.zip", "scripts/drop.py"), 7),
    "a workflow that is built": (OPEN.replace("kit.zip", "watch.yml"), 7),
    "a folder that is built": (OPEN.replace("kit.zip", "release/"), 7),
    "a row struck out": (OPEN.replace("one", "~~one~~"), 7),
    "a row ticked": (OPEN.replace("one", "[x] one"), 7),
    "a row done": (OPEN.replace("one", "done: one"), 7),
    "a row twice": (OPEN + "| air-gap kit | again |\n", 8),
    "an empty cell": (OPEN.replace("one `kit.zip`", ""), 7),
    "three cells": (OPEN + "| a | b | c |\n", 8),
    "a story": (OPEN + f"| a | {'b' * 221} |\n", 8),
    "a section without rows": (OPEN + "\n## Thin\n\nnothing\n", 9),
}


@pytest.mark.parametrize("name", WRONG_STATE)
def test_a_wrong_row_of_the_state_is_refused_by_line(name: str) -> None:
    assert state_findings(OPEN, TREE) == ()
    text, line = WRONG_STATE[name]
    (wrong,) = state_findings(text, TREE)
    assert (wrong.path, wrong.line) == (STATE, line)


def test_what_is_thin_may_be_named_where_it_is_there() -> None:
    thin = OPEN.replace("Not built", "Thin").replace("kit.zip", "scripts/drop.py")
    assert state_findings(thin, TREE) == ()


def test_a_path_that_is_not_there_is_refused_by_line() -> None:
    assert rebase_findings(ORIGIN, TREE) == ()
    (wrong,) = rebase_findings(ORIGIN + "| `attic/` | theirs |\n", TREE)
    assert (wrong.path, wrong.line) == (REBASE, 7)


def test_a_file_of_no_origin_is_refused() -> None:
    (wrong,) = rebase_findings(ORIGIN, (*TREE, "vendor/x.py"))
    assert "vendor/x.py" in wrong.problem


def test_a_path_covers_a_folder_and_not_its_namesakes() -> None:
    (wrong,) = rebase_findings(ORIGIN, (*TREE, "release-notes.md"))
    assert "release-notes.md" in wrong.problem
