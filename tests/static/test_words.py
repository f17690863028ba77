"""L1: the step's word opens five doors."""

import pytest

from tests.static.page import headings, rows, section
from tests.static.tree import ROOT, STEPS, files, text
from tests.static.workflows import attach_workflow


@pytest.mark.parametrize("word", STEPS)
def test_a_word_names_job_script_package_test_folder_and_heading(word: str) -> None:
    tests = [p for p in files() if p.parts[:2] == ("tests", word) and p.name.startswith("test_")]
    doors = {
        "job": word in {job.id for job in attach_workflow().jobs},
        "script": (ROOT / "scripts" / f"{word}.py").is_file(),
        "package": (ROOT / "release" / word / "__init__.py").is_file(),
        "test folder": bool(tests),
        "heading": word in headings(text("docs/pipeline.md")),
    }
    assert [door for door, opens in doors.items() if not opens] == []


def test_jobs_and_headings_stand_in_running_order() -> None:
    steps = [h for h in headings(text("docs/pipeline.md")) if h in STEPS]
    assert (tuple(job.id for job in attach_workflow().jobs), tuple(steps)) == (STEPS, STEPS)


@pytest.mark.parametrize("word", STEPS)
def test_each_job_calls_the_script_of_its_name_last(word: str) -> None:
    assert f"scripts/{word}.py" in attach_workflow().job(word).scripts[-1]


@pytest.mark.parametrize("word", STEPS)
def test_the_page_names_the_rights_that_the_job_has(word: str) -> None:
    table = {row[0]: row[1] for row in rows(section(text("docs/pipeline.md"), word))}
    rights = attach_workflow().job(word).rights or {}
    expected = ", ".join(f"`{scope}: {level}`" for scope, level in rights.items()) or "none"
    assert table["rights"] == expected


@pytest.mark.parametrize("word", STEPS)
def test_the_page_asks_the_question_of_the_step(word: str) -> None:
    assert section(text("docs/pipeline.md"), word).strip().startswith("*")
