"""The report says what happened, and on failure ends with what to do."""

import json
from pathlib import Path

from tests.rehearsal.failure import Place, RehearsalError
from tests.rehearsal.report import Report, Told
from tests.rehearsal.runs import Job, Run, Step
from tests.rehearsal.table import table


def failed(folder: Path) -> Report:
    log = folder / "1-toy" / "sign.log"
    job = Job(
        id="sign",
        leg=(),
        result="failure",
        seconds=1.25,
        steps=(Step(name="Say", seconds=1.0, result="failure"),),
        log=log,
        summary=None,
        error=None,
    )
    run = Run(
        id=1,
        attempt=1,
        workflow="toy.yml",
        event="push",
        sha="a" * 40,
        seconds=1.5,
        jobs=(job,),
        unmapped=(),
        folder=log.parent,
        expected={},
    )
    place = Place(step="toy.yml / sign", log=log)
    failure = RehearsalError("job", "a is b", expected="c", remedy="d", place=place)
    told = Told(name="rights", seconds=2.0, failure=failure, runs=(run,))
    return Report(folder=folder, planned=("rights",), stories=[told])


def test_the_file_is_written_on_failure_too(tmp_path: Path) -> None:
    written = json.loads(failed(tmp_path).write().read_text())
    assert (written["schema"], written["result"]) == (1, "failure")
    assert written["failure"] == {
        "scenario": "rights",
        "kind": "job",
        "step": "toy.yml / sign",
        "problem": "a is b",
        "expected": "c",
        "remedy": "d",
        "log": "1-toy/sign.log",
        "repeat": "make rehearse SCENARIO=rights",
    }
    assert [(step["name"], step["seconds"]) for step in written["steps"]] == [("sign", "1.25")]


def test_the_last_lines_of_a_failure_say_what_to_do(tmp_path: Path) -> None:
    *_, step, problem, expected, remedy, log, again = table(failed(tmp_path)).splitlines()
    assert step.endswith("toy.yml / sign (job)")
    assert (problem[-6:], expected[-1], remedy[-1]) == ("a is b", "c", "d")
    assert log.endswith("1-toy/sign.log")
    assert again.endswith("make rehearse SCENARIO=rights")


def test_nothing_went_out_and_nothing_was_released_is_said_so(tmp_path: Path) -> None:
    text = table(Report(folder=tmp_path, planned=()))
    assert "refused egress: none" in text
    assert "released   nothing" in text
