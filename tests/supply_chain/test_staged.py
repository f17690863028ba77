"""Which earlier run left signatures of a version, and when nobody is asked."""

from dataclasses import dataclass, field, replace

import pytest

from release.errors import MissingRightError
from release.guard.plan import Staged
from release.guard.questions import Run
from release.supply_chain.resolve import Resolved, resolved
from release.supply_chain.staged import with_staged
from release.version import VersionTag
from tests.attach.memory import COMMIT
from tests.supply_chain.samples import PUBLISHER, TAG
from tests.supply_chain.test_resolve import WHOLE

RUN = 50
OTHER = VersionTag.parse("v0.2.1")
GO = resolved(TAG, COMMIT, None)


@dataclass
class InMemoryRuns:
    """Runs, and the artifacts that ended ones left, by run and version; counts the questions."""

    signed: dict[tuple[int, VersionTag], int] = field(default_factory=dict)
    ended: tuple[int, ...] = ()
    unfinished: tuple[Run, ...] = ()
    refuses: bool = False
    asked: int = 0

    def ended_runs(self, workflow: str) -> tuple[Run, ...]:
        assert workflow == "supply-chain.yml"
        self._ask()
        return tuple(Run(id=number, commit=COMMIT, title="-") for number in self.ended)

    def unfinished_runs(self, workflow: str) -> tuple[Run, ...]:
        assert workflow == "supply-chain.yml"
        self._ask()
        return self.unfinished

    def signed_set(self, run_id: int, version: VersionTag | None = None) -> int | None:
        self._ask()
        assert version
        return self.signed.get((run_id, version))

    def _ask(self) -> None:
        self.asked += 1
        if self.refuses:
            raise MissingRightError("runs", expected="actions: read", remedy="-")


def staged(runs: InMemoryRuns, found: Resolved = GO) -> Staged | None:
    return with_staged(found, PUBLISHER, RUN, runs).staged


def test_the_newest_run_that_signed_this_version_is_named() -> None:
    signed = {(41, TAG): 7, (42, TAG): 8, (43, OTHER): 9}
    runs = InMemoryRuns(signed, ended=(41, 43, 42))
    assert staged(runs) == Staged(run=42, artifact=8)


def test_an_earlier_attempt_of_this_run_comes_first() -> None:
    assert staged(InMemoryRuns({(RUN, TAG): 3, (42, TAG): 8}, ended=(42,))) == Staged(
        run=RUN, artifact=3
    )


def test_not_all_runs_are_asked() -> None:
    runs = InMemoryRuns({(1, TAG): 7}, ended=tuple(range(1, 40)))
    assert (staged(runs), runs.asked) == (None, 7)


def test_nothing_is_asked_when_there_is_nothing_to_sign() -> None:
    runs = InMemoryRuns({(RUN, TAG): 3})
    assert (staged(runs, resolved(TAG, COMMIT, WHOLE)), runs.asked) == (None, 0)


def test_a_question_without_an_answer_is_a_failure() -> None:
    with pytest.raises(MissingRightError):
        staged(InMemoryRuns(refuses=True))


def test_the_job_hears_where_they_are_and_an_empty_word_for_nowhere() -> None:
    there = replace(GO, staged=Staged(run=42, artifact=8)).outputs()
    assert (there["staged_run"], there["staged_artifact"]) == ("42", "8")
    assert (GO.outputs()["staged_run"], GO.outputs()["staged_artifact"]) == ("", "")
