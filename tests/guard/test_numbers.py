"""Numbers that are lost, and lists that lag: no number twice, no content twice, nothing guessed."""

import pytest

from release.errors import ForeignObjectError
from release.guard.decide import Go, NothingToDo
from release.mirror import Status
from release.names import Tag
from tests.core.samples import SEEN
from tests.guard.memory import InMemoryGitHub
from tests.guard.test_guard import FIRST, SECOND, Place, numbered, plan, published, recorded


def test_a_recorded_release_that_the_list_lacks_is_looked_for_by_name_a_minute_later() -> None:
    place = Place(github=published(numbered(1)), registry=recorded(numbered(1)))
    place.github.unlisted.add(FIRST)
    assert isinstance(place.answer(), NothingToDo)
    assert place.github.at == SEEN + 60


def test_a_list_that_lags_does_not_release_the_same_content_twice() -> None:
    place = Place(github=published(numbered(1)))
    place.github.unlisted.add(FIRST)
    place.github.tag_names = (FIRST,)
    assert place.answer() == Go(plan(FIRST, done=True, seen=SEEN + 60))


def test_a_tag_without_a_release_costs_its_number_and_is_told() -> None:
    place = Place(github=InMemoryGitHub(tag_names=(FIRST,)))
    assert place.answer() == Go(plan(SECOND, burned=(1,), seen=SEEN + 60))


def test_a_number_that_attach_marked_is_skipped_and_told_without_a_wait() -> None:
    place = Place(github=InMemoryGitHub(marks=(FIRST,)))
    assert place.answer() == Go(plan(SECOND, burned=(1,)))


def test_a_number_that_somebody_published_is_skipped_and_told() -> None:
    place = Place(github=InMemoryGitHub(foreign=(FIRST,), tag_names=(FIRST,)))
    assert place.answer() == Go(plan(SECOND, burned=(1,)))


def test_a_run_that_finishes_a_release_tells_the_numbers_below_it_again() -> None:
    github = published(numbered(2))
    github.marks = (FIRST, Tag(model="u2netp", n=3))
    assert Place(github=github).answer() == Go(plan(SECOND, done=True, burned=(1,)))


def test_a_release_that_people_marked_as_burned_holds_no_content_of_ours() -> None:
    place = Place(
        github=published(numbered(1)), registry=recorded(numbered(1), status=Status.BURNED)
    )
    assert place.answer() == Go(plan(SECOND))


def test_a_flood_of_tags_is_refused_before_it_costs_a_call_each() -> None:
    flood = tuple(Tag(model="u2netp", n=n) for n in range(1, 33))
    with pytest.raises(ForeignObjectError):
        Place(github=InMemoryGitHub(tag_names=flood)).answer()
