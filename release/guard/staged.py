"""Signatures that an earlier run left behind: found here, believed by `sign` alone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from release.guard.decide import Decision, Go, Wanted
from release.guard.observation import History, Sources
from release.guard.plan import Staged
from release.guard.questions import Run
from release.names import pin_path, receipt_path
from release.policy import Policy

# Older ones belong to other content, or their artifacts have expired.
_NEWEST = 5


def with_staged(
    decision: Decision, wanted: Wanted, policy: Policy, run_id: int, sources: Sources
) -> Decision:
    """Return the decision with what an earlier run, or attempt, on the same content has signed.

    It is a matter of log entries, not of trust: `sign` verifies each bundle against the bytes
    that this run proved. So nothing is asked when there is nothing to sign.
    """
    if not isinstance(decision, Go) or decision.plan.published:
        return decision
    questions = sources.questions
    ended = questions.ended_runs(policy.publisher(decision.plan.tag).workflow_file)
    staged = first_staged(_candidates(wanted, run_id, ended, sources.history), questions.signed_set)
    return Go(replace(decision.plan, staged=staged)) if staged else decision


def first_staged(runs: Iterable[int], artifact_of: Callable[[int], int | None]) -> Staged | None:
    """Return the first of `runs` that left signatures, and where they are."""
    found = ((run, artifact_of(run)) for run in runs)
    return next((Staged(run=run, artifact=left) for run, left in found if left is not None), None)


def newest(ended: Iterable[Run]) -> list[Run]:
    """Return the runs worth asking, the newest first."""
    return sorted(ended, key=lambda run: -run.id)[:_NEWEST]


def _candidates(
    wanted: Wanted, run_id: int, ended: tuple[Run, ...], history: History
) -> Iterator[int]:
    """Give this run, for it may be a further attempt, and the newest ended ones like it."""
    yield run_id
    paths = (pin_path(wanted.model), receipt_path(wanted.model))
    for run in newest(ended):
        equal = run.commit == wanted.commit or (
            history.knows(run.commit) and history.same(run.commit, wanted.commit, paths)
        )
        if equal and run.id != run_id:
            yield run.id
