"""A schedule that is listed as active and begins no run is told by the others."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.watch.scheduled import (
    ALL,
    ATTACH,
    FILES,
    NOW,
    InMemoryGitHub,
    begun,
    row,
    sightings,
    told,
)
from upkeep.alarm import Watch
from upkeep.answers import Answer
from upkeep.companions import SCHEDULED
from upkeep.schedules import AHEAD
from upkeep.workflows import started

DAY = timedelta(days=1)
JUST = timedelta(seconds=1)
SILENCE: dict[str, tuple[InMemoryGitHub, list[tuple[str, int]]]] = {
    "two daily runs were dropped": (InMemoryGitHub(ALL, runs={"verify-published": 3 * DAY}), []),
    "three daily runs were dropped": (
        InMemoryGitHub(ALL, runs={"verify-published": 3 * DAY + JUST}),
        [("Actions · verify-published", 44)],
    ),
    "two weekly runs were dropped": (InMemoryGitHub(ALL, runs={ATTACH: 21 * DAY}), []),
    "three weekly runs were dropped": (
        InMemoryGitHub(ALL, runs={ATTACH: 21 * DAY + JUST}),
        [(f"Actions · {ATTACH}", 44)],
    ),
    "no run yet": (InMemoryGitHub(ALL, age=3 * DAY), []),
    "no run for too long": (
        InMemoryGitHub(ALL, age=3 * DAY + JUST),
        [("Actions · verify-published", 44)],
    ),
    "old, and runs": (InMemoryGitHub(ALL, age=99 * DAY, runs=dict.fromkeys(FILES, DAY)), []),
    "stopped is told once": (
        InMemoryGitHub({**ALL, ATTACH: "disabled_inactivity"}, runs={ATTACH: 99 * DAY}),
        [(f"Actions · {ATTACH}", 44)],
    ),
}


@pytest.mark.parametrize("name", SILENCE)
def test_a_schedule_is_told_that_is_active_and_begins_no_run(name: str) -> None:
    github, expected = SILENCE[name]
    assert told(github) == expected


ANSWERS: dict[str, tuple[tuple[int, object] | None, int | None]] = {
    "a run": ((200, begun(row(DAY))), None),
    "a run among many": ((200, begun(row(DAY), total=1000)), None),
    "a clock that is ahead": ((200, begun(row(-AHEAD))), None),
    "a run that names nobody": ((200, begun(row(DAY, actor=None))), None),
    "no answer": (None, 69),
    "no right": ((403, None), 43),
    "not found": ((404, None), 43),
    "no object": ((200, []), 69),
    "null": ((200, None), 69),
    "no list": ((200, {"total_count": 0}), 69),
    "nothing, of many": ((200, begun(total=1)), 69),
    "nothing, and no number": ((200, begun(total=False)), 69),
    "more than was asked for": ((200, begun(row(DAY), row(DAY))), 69),
    "no run": ((200, begun(7)), 69),
    "no date": ((200, begun(row(DAY, created_at=None))), 69),
    "half a date": ((200, begun(row(DAY, created_at="2026-12-23"))), 69),
    "a date in the future": ((200, begun(row(-AHEAD - JUST))), 69),
    "a run by hand": ((200, begun(row(DAY, event="workflow_dispatch"))), 69),
    "a run elsewhere": ((200, begun(row(DAY, head_branch="side"))), 69),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_does_not_tell_when_it_ran_is_told_beside_the_rest(name: str) -> None:
    answer, code = ANSWERS[name]
    runs = {"verify-published": 9 * DAY}
    expected = [] if code is None else [(f"Actions · {ATTACH}", code)]
    rest = [("Actions · verify-published", 44)]
    assert told(InMemoryGitHub(ALL, odd={ATTACH: answer}, runs=runs)) == expected + rest


def test_a_workflow_without_a_run_whose_age_nobody_knows_is_told() -> None:
    in_the_future = InMemoryGitHub(ALL, age=-AHEAD - JUST)
    assert [code for _, code in told(in_the_future)] == [69, 69, 69]


def test_it_is_told_in_whose_name_it_ran_and_what_starts_it_again() -> None:
    (one,) = sightings(InMemoryGitHub(ALL, runs={"upstream-watch": 30 * DAY}))
    assert "on 2026-11-24 in the name of a-person; expected: one within 21 days" in one.problem
    assert "cron line" in one.remedy
    assert "gh workflow run upstream-watch.yml --ref main" in one.remedy


@pytest.mark.parametrize("runs", [{}, dict.fromkeys(FILES, 30 * DAY)], ids=["never", "once"])
def test_the_same_silence_is_told_in_the_same_words_every_day(runs: dict[str, timedelta]) -> None:
    github = InMemoryGitHub(ALL, age=30 * DAY, runs=runs)
    assert len(first := sightings(github)) == 3
    assert sightings(github, now=NOW + DAY) == first


def test_a_listed_path_that_is_no_text_is_no_workflow_of_ours() -> None:
    listed = {"total_count": 1, "workflows": [{"path": [], "state": "active"}]}
    answer = Answer(status=200, document=listed)
    assert started([".github/workflows/a.yml"], answer) == {}


@pytest.mark.parametrize("watch", Watch)
def test_each_other_schedule_is_asked_about_once(watch: Watch) -> None:
    github = InMemoryGitHub(ALL)
    assert told(github, watch) == []
    assert len(github.asks) == len({*github.asks}) == len(SCHEDULED)


def test_a_tree_whose_schedule_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert [one.code for one in sightings(InMemoryGitHub(ALL), root=tmp_path)] == [10, 10, 10]
