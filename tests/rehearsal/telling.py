"""The stories as tests: a world is played once, and each of its stories is one test."""

import os
import sys
from pathlib import Path

import pytest

from tests.rehearsal.play import Theatre
from tests.rehearsal.report import Report
from tests.rehearsal.stories import STORIES
from tests.rehearsal.table import Live, failure_lines
from tests.rehearsal.tools import cache_folder, npm, ready

TREE = Path(__file__).parents[2]


def stories_of(world: str) -> tuple[str, ...]:
    """Return the names of the stories that share `world`."""
    return tuple(story.name for story in STORIES if story.world == world)


def played(world: str, folder: Path) -> Report:
    """Play the stories of `world` and return how they ended."""
    stories = tuple(story for story in STORIES if story.world == world)
    tools = ready(cache_folder(os.environ))
    return Theatre(tools=tools, tree=TREE, folder=folder, live=Live(sys.stdout)).play(stories)


def require_told(name: str, report: Report) -> None:
    """Fail the test of the story `name` unless it ended well."""
    told = next(told for told in report.stories if told.name == name)
    if told.not_run == npm.LACKING:
        pytest.skip(f"not run: {told.not_run}")
    if told.not_run:
        pytest.fail(f"{name} was not run: {told.not_run}", pytrace=False)
    if told.failure:
        pytest.fail("\n".join(failure_lines(told)), pytrace=False)
