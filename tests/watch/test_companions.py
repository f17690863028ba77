"""A watch that GitHub starts no more is told by the others, and so is what will stop them all."""

from datetime import datetime, timedelta

import pytest

from release.sighting import Sighting
from tests.static.tree import below
from tests.watch.scheduled import ALL, ATTACH, DOWN, NOW, InMemoryGitHub, told
from upkeep.alarm import Watch
from upkeep.companions import QUIET, SCHEDULED, seen_of_silence


def without(name: str) -> dict[str, str]:
    return {file: state for file, state in ALL.items() if file != name}


REST = [(f"Actions · {name}", 43) for name in (ATTACH, "upstream-watch", "verify-published")]
ODD: dict[str, tuple[InMemoryGitHub, list[tuple[str, int]]]] = {
    "all run": (InMemoryGitHub(ALL), []),
    "itself was stopped": (InMemoryGitHub({**ALL, "log-monitor": "disabled_manually"}), []),
    "a workflow that is no watch was stopped": (InMemoryGitHub({**ALL, "ci": "deleted"}), []),
    "another one was stopped": (
        InMemoryGitHub({**ALL, "upstream-watch": "disabled_inactivity"}),
        [("Actions · upstream-watch", 44)],
    ),
    "a release would not go on by itself": (
        InMemoryGitHub({**ALL, ATTACH: "disabled_inactivity"}),
        [(f"Actions · {ATTACH}", 44)],
    ),
    "another one is not listed": (
        InMemoryGitHub(without("verify-published")),
        [("Actions · verify-published", 44)],
    ),
    "no right": (InMemoryGitHub(ALL, status=403), REST),
    "a part of the list": (InMemoryGitHub(ALL, more=1), REST),
    "no answer": (InMemoryGitHub(ALL, answers=False), [("the other watches", 69)]),
}


@pytest.mark.parametrize("name", ODD)
def test_what_stopped_another_watch_is_told_and_silence_is_never_all_is_well(name: str) -> None:
    github, expected = ODD[name]
    assert told(github) == expected


@pytest.mark.parametrize("watch", Watch)
def test_each_watch_is_heard_of_from_both_others(watch: Watch) -> None:
    github = InMemoryGitHub({**ALL, watch.value: "disabled_inactivity"})
    heard = [bool(told(github, other)) for other in Watch]
    assert heard == [other is not watch for other in Watch]


def test_every_schedule_of_the_tree_is_asked_about() -> None:
    texts = {path.stem: path.read_text() for path in below(".github/workflows", suffix=".yml")}
    assert {name for name, text in texts.items() if "schedule:" in text} == {*SCHEDULED}


@pytest.mark.parametrize("name", SCHEDULED)
def test_every_schedule_of_the_tree_can_be_started_by_hand_as_the_remedy_says(name: str) -> None:
    (path,) = (p for p in below(".github/workflows", suffix=".yml") if p.stem == name)
    assert "\n  workflow_dispatch:" in path.read_text()


def quiet(age: timedelta) -> tuple[Sighting, ...]:
    return seen_of_silence(lambda: NOW - age, NOW)


def test_a_main_that_was_quiet_for_long_is_told_with_the_day_on_which_schedules_stop() -> None:
    assert quiet(QUIET) == ()
    (one,) = quiet(QUIET + timedelta(seconds=1))
    assert (one.code, "one before 2027-01-02" in one.problem) == (44, True)


def test_a_main_that_nobody_could_read_is_told() -> None:
    def unreadable() -> datetime:
        raise DOWN

    assert [one.code for one in seen_of_silence(unreadable, NOW)] == [69]
