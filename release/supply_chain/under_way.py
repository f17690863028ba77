"""What is left to do about a version: nothing while a run does it, else all that nobody signed."""

from dataclasses import replace
from typing import Protocol

from release.guard.questions import Run
from release.policy import Publisher
from release.supply_chain import staged
from release.supply_chain.resolve import Resolved
from release.version import VersionTag


class Questions(staged.Questions, Protocol):
    """What GitHub is asked; each raises 43, 69 or 75 without an answer."""

    def unfinished_runs(self, workflow: str) -> tuple[Run, ...]:
        """Return the runs of the workflow file `workflow` that are queued, waiting or running."""
        ...


def title_of(tag: VersionTag) -> str:
    """Return how supply-chain.yml calls a run for `tag`: its run-name."""
    return f"supply-chain ({tag})"


def left_to_do(
    found: Resolved, publisher: Publisher, run: int | None, questions: Questions
) -> Resolved:
    """Return the answer, with what was signed before; nothing to do while another run does it.

    `run` is this run of supply-chain.yml: it yields to an older one, so that one of two goes on.
    None is the door: it starts a run, and is none. Politeness alone hangs on it, for every run
    finds what is done; but each waits for an approval, and two that wait would sign twice.
    """
    if not found.proceed:
        return found
    runs = questions.unfinished_runs(publisher.workflow_file)
    same = [other.id for other in runs if other.title == title_of(found.tag)]
    if older := [number for number in same if run is None or number < run]:
        reason = f"run {min(older)} releases {found.tag} already"
        return replace(found, proceed=False, reason=reason)
    return found if run is None else staged.with_staged(found, publisher, run, questions)
