"""The stories as tests: a world is played once, and each of its stories is one test."""

import os
import sys
from pathlib import Path

import pytest

from tests.rehearsal.play import Theatre
from tests.rehearsal.report import Report
from tests.rehearsal.stories import STORIES, Story
from tests.rehearsal.table import Live, failure_lines
from tests.rehearsal.tools import cache_folder, npm, ready

TREE = Path(__file__).parents[2]


def stories_of(world: str) -> tuple[str, ...]:
    """Return the names of the stories of `world` that the tests tell."""
    return tuple(story.name for story in _told_in(world))


def played(world: str, folder: Path) -> Report:
    """Play the stories of `world` that the tests tell, and return how they ended."""
    tools = ready(cache_folder(os.environ))
    theatre = Theatre(tools=tools, tree=TREE, folder=folder, live=Live(sys.stdout))
    return theatre.play(_told_in(world))


def _told_in(world: str) -> tuple[Story, ...]:
    return tuple(story for story in STORIES if story.world == world and not story.long)


def require_told(name: str, report: Report) -> None:
    """Fail the test of the story `name` unless it ended well."""
    told = next(told for told in report.stories if told.name == name)
    if told.not_run == npm.LACKING:
        pytest.skip(f"not run: {told.not_run}")
    if told.not_run:
        pytest.fail(f"{name} was not run: {told.not_run}", pytrace=False)
    if told.failure:
        pytest.fail("\n".join(failure_lines(told)), pytrace=False)
