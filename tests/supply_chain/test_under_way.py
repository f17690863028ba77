"""Two runs for one version: the older one goes on, and no door starts another."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from release.errors import MissingRightError
from release.guard.plan import Staged
from release.guard.questions import Run
from release.supply_chain.resolve import Resolved
from release.supply_chain.under_way import left_to_do, title_of
from release.version import VersionTag
from tests.attach.memory import COMMIT
from tests.static.tree import text
from tests.supply_chain.samples import PUBLISHER, TAG
from tests.supply_chain.test_staged import GO, RUN, InMemoryRuns

OTHER = VersionTag.parse("v0.2.1")
WORKFLOW = Path(".github/workflows/supply-chain.yml")


def left(*unfinished: tuple[int, VersionTag], run: int | None) -> Resolved:
    """Ask what is left while these runs are unfinished; run 7 has signed the version."""
    runs = tuple(Run(id=n, commit=COMMIT, title=title_of(tag)) for n, tag in unfinished)
    github = InMemoryRuns({(7, TAG): 8}, ended=(7,), unfinished=runs)
    return left_to_do(GO, PUBLISHER, run, github)


@pytest.mark.parametrize("number", [RUN - 1, RUN + 1])
def test_no_door_starts_another_run(number: int) -> None:
    found = left((number, OTHER), (number, TAG), run=None)
    assert (found.proceed, found.reason) == (False, f"run {number} releases {TAG} already")


def test_a_door_opens_when_nobody_releases_this_version() -> None:
    assert left((RUN, OTHER), run=None) == GO


def test_of_two_runs_the_older_one_goes_on_with_what_was_signed() -> None:
    assert not left((RUN, TAG), (RUN - 1, TAG), run=RUN).proceed
    first = left((RUN, TAG), (RUN + 1, TAG), (RUN - 1, OTHER), run=RUN)
    assert first == replace(GO, staged=Staged(run=7, artifact=8))


def test_nothing_is_asked_when_there_is_nothing_to_do() -> None:
    nothing, github = replace(GO, proceed=False), InMemoryRuns(refuses=True)
    assert (left_to_do(nothing, PUBLISHER, RUN, github), github.asked) == (nothing, 0)


@pytest.mark.parametrize("run", [None, RUN])
def test_a_question_without_an_answer_is_a_failure(run: int | None) -> None:
    with pytest.raises(MissingRightError):
        left_to_do(GO, PUBLISHER, run, InMemoryRuns(refuses=True))


def test_the_workflow_calls_its_runs_by_the_tag() -> None:
    name = yaml.safe_load(text(WORKFLOW))["run-name"]
    assert name.replace("${{ inputs.tag }}", str(TAG)) == title_of(TAG)
