"""The stories that make whole releases again: named here, and told by CI and by hand."""

import pytest

from tests.rehearsal.stories import STORIES

pytestmark = pytest.mark.rehearsal


@pytest.mark.parametrize("name", [story.name for story in STORIES if story.long])
def test_a_long_story_is_told_elsewhere(name: str) -> None:
    pytest.skip(f"not run: it makes whole releases again: make rehearse SCENARIO={name}")
