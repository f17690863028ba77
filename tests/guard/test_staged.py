"""Which earlier run left signatures for this content, and when nobody is asked."""

from dataclasses import replace

import pytest

from release.errors import MissingRightError
from release.guard.decide import Go
from release.guard.plan import Staged
from release.guard.questions import Run
from tests.guard.memory import InMemoryGitHub
from tests.guard.test_guard import FIRST, HERE, RUN, Place, numbered, plan, published


def left_by(place: Place) -> int | None:
    """Return the run whose signatures the plan names."""
    answer = place.answer()
    assert isinstance(answer, Go)
    return answer.plan.staged.run if answer.plan.staged else None


def test_signatures_of_an_earlier_run_on_the_same_content_are_named_in_the_plan() -> None:
    place = Place()
    place.github.ended = tuple(
        Run(id=n, commit=c * 40, title="-") for n, c in ((41, "b"), (42, "b"))
    )
    place.github.signed = {41: 7, 42: 8}
    assert place.answer() == Go(replace(plan(FIRST), staged=Staged(run=42, artifact=8)))


def test_an_earlier_attempt_of_this_run_comes_first() -> None:
    place = Place(
        github=InMemoryGitHub(ended=(Run(id=42, commit=HERE, title="-"),), signed={42: 8, RUN: 9})
    )
    assert left_by(place) == RUN


@pytest.mark.parametrize("other", ["other", "unknown"])
def test_signatures_over_other_content_are_passed_over(other: str) -> None:
    place = Place(
        github=InMemoryGitHub(ended=(Run(id=42, commit="b" * 40, title="-"),), signed={42: 8})
    )
    getattr(place.history, other).add("b" * 40)
    assert left_by(place) is None


def test_runs_without_signatures_are_passed_over_and_not_all_of_them_are_asked() -> None:
    runs = tuple(Run(id=n, commit=HERE, title="-") for n in range(1, 40))
    place = Place(github=InMemoryGitHub(ended=runs, signed={1: 7}))
    assert left_by(place) is None
    assert place.github.asked.count("artifacts") == 6


def test_nothing_is_asked_about_signatures_when_there_is_nothing_to_sign() -> None:
    place = Place(github=published(numbered(1)))
    assert left_by(place) is None
    assert "ended" not in place.github.asked


@pytest.mark.parametrize("question", ["ended", "artifacts"])
def test_a_question_about_signatures_without_an_answer_is_a_failure(question: str) -> None:
    place = Place(github=InMemoryGitHub(refused={question}))
    with pytest.raises(MissingRightError):
        place.answer()
