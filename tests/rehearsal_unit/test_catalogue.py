"""Every stand-in says what it does not do, and every story is known by its name."""

from pathlib import Path

import pytest

from tests.rehearsal.catalogue import STAND_INS
from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.stories import STORIES, chosen
from tests.rehearsal.workflow import yaml

ACTIONS = Path(__file__).parents[1] / "rehearsal" / "actions"


@pytest.mark.parametrize("folder", STAND_INS.values())
def test_a_stand_in_says_what_it_does_not_do(folder: str) -> None:
    assert "It does not" in yaml().load(ACTIONS / folder / "action.yml")["description"]


@pytest.mark.parametrize("folder", STAND_INS.values())
def test_a_stand_in_has_no_token_of_its_own(folder: str) -> None:
    assert "github.token" not in (ACTIONS / folder / "action.yml").read_text()


def test_every_folder_of_an_action_is_in_the_catalogue() -> None:
    folders = {path.parent.name for path in ACTIONS.glob("*/action.yml")}
    assert folders == set(STAND_INS.values())


def test_a_chosen_story_brings_those_it_needs_in_the_order_of_telling() -> None:
    assert [story.name for story in chosen(["rerun"])] == ["release", "rerun"]
    assert chosen(story.name for story in STORIES) == STORIES


def test_a_story_nobody_knows_is_refused() -> None:
    with pytest.raises(RehearsalError, match="no scenario 'nonsense'"):
        chosen(["nonsense"])


def test_every_module_of_a_scenario_is_told() -> None:
    modules = {path.stem for path in (ACTIONS.parent / "scenarios").glob("[a-z]*.py")}
    assert modules == {story.name for story in STORIES}
