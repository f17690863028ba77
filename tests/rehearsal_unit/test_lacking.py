"""A story that a machine cannot tell is named as not run, and never counts as passed."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.rehearsal.machine import Machine
from tests.rehearsal.play import hindrance
from tests.rehearsal.report import Report, Told
from tests.rehearsal.stories import STORIES, Story
from tests.rehearsal.telling import require_told
from tests.rehearsal.tools import npm
from tests.rehearsal_unit.toy import machine


def having(node: Path | None) -> Machine:
    return replace(machine(), node=node)


def named(name: str) -> Story:
    return next(story for story in STORIES if story.name == name)


def test_what_needs_node_is_not_run_without_it_and_all_else_is() -> None:
    without = having(None)
    lacking = {story.name for story in STORIES if hindrance(story, without, None)}
    assert lacking == {"dispatch", "tool_apps", "tool_beside_model", "tool_release", "tool_rerun"}
    assert hindrance(named("tool_release"), without, None) == npm.LACKING


def test_with_node_everything_is_told_until_something_fails() -> None:
    whole = having(Path("node"))
    assert [story.name for story in STORIES if hindrance(story, whole, None)] == []
    assert "release failed" in (hindrance(named("rerun"), whole, "release") or "")


def ended(not_run: str) -> Report:
    told = Told(name="tool_release", not_run=not_run)
    return Report(folder=Path(), planned=("tool_release",), stories=[told])


def test_a_story_that_was_not_run_does_not_count_as_passed() -> None:
    assert not ended(npm.LACKING).good
    with pytest.raises(pytest.skip.Exception, match="node 20 and npm"):
        require_told("tool_release", ended(npm.LACKING))
    with pytest.raises(pytest.fail.Exception):
        require_told("tool_release", ended("tool_vs_model failed in the same world"))
