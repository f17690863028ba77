"""Signatures of a version that an earlier run left: found here, believed by `sign` alone."""

from dataclasses import replace
from functools import partial
from typing import Protocol

from release.guard.questions import Run
from release.guard.staged import first_staged, newest
from release.policy import Publisher
from release.supply_chain.resolve import Resolved
from release.version import VersionTag


class Questions(Protocol):
    """What GitHub is asked; each raises 43, 69 or 75 without an answer."""

    def ended_runs(self, workflow: str) -> tuple[Run, ...]:
        """Return the newest runs of the workflow file `workflow` on main that have ended."""
        ...

    def signed_set(self, run_id: int, version: VersionTag | None = None) -> int | None:
        """Return the artifact with signatures of `version` that a run left and that still lives."""
        ...


def with_staged(
    found: Resolved, publisher: Publisher, run_id: int, questions: Questions
) -> Resolved:
    """Return the answer with what an earlier run, or attempt, signed of the same version.

    It is a matter of log entries, not of trust: `sign` verifies each bundle against the bytes that
    this run built. So nothing is asked when there is nothing to sign.
    """
    if not found.proceed:
        return found
    ended = newest(questions.ended_runs(publisher.workflow_file))
    runs = (run_id, *(run.id for run in ended if run.id != run_id))
    staged = first_staged(runs, partial(questions.signed_set, version=found.tag))
    return replace(found, staged=staged)
