"""The order of the stories, and that each of them is told somewhere."""

from itertools import groupby
from pathlib import Path

from tests.rehearsal.stories import STORIES

FILES = tuple((Path(__file__).parents[1] / "rehearsal").glob("test_*.py"))


def test_the_stories_of_a_world_stand_together() -> None:
    worlds = [world for world, _ in groupby(STORIES, key=lambda story: story.world)]
    assert sorted(worlds) == sorted(set(worlds))


def test_each_story_comes_after_those_that_it_needs() -> None:
    told: list[str] = []
    for story in STORIES:
        assert set(story.after) <= set(told)
        told.append(story.name)


def test_each_world_with_a_story_that_is_not_long_has_a_file_of_tests() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    worlds = {story.world for story in STORIES if not story.long}
    assert [w for w in sorted(worlds) if not any(f'played("{w}"' in t for t in texts)] == []
