"""What one run of a workflow came to: jobs, steps, times, logs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.rehearsal.failure import Place, RehearsalError

# One line of release/report.py: code and problem, what was expected, what to do.
_SAID = re.compile(r"(error\[\d+\] .*) · expected: (.*) · do: (.*)")

Leg = tuple[tuple[str, str], ...]
"""One leg of a matrix, sorted by key; empty for a job without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a job."""

    name: str
    seconds: float
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job, or one leg of its matrix."""

    id: str
    leg: Leg
    result: str
    """success, failure, or skipped: act said nothing about it."""
    seconds: float
    steps: tuple[Step, ...]
    log: Path | None
    summary: Path | None
    error: str | None
    """The last line in which one of our scripts said what went wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run."""

    id: int
    attempt: int
    workflow: str
    event: str
    sha: str
    seconds: float
    jobs: tuple[Job, ...]
    unmapped: tuple[str, ...]
    folder: Path
    expected: Mapping[str, str]
    """What each job should end with, where that is not success."""

    @property
    def results(self) -> Mapping[tuple[str, Leg], str]:
        """The result of each job and matrix leg."""
        return {(job.id, job.leg): job.result for job in self.jobs}

    @property
    def conclusion(self) -> str:
        """GitHub's word for the run: a skipped job leaves a run green."""
        return "failure" if any(job.result == "failure" for job in self.jobs) else "success"

    def job(self, job_id: str) -> Job:
        """Return the job `job_id`, which has one leg; raises RehearsalError if there is none."""
        found = [job for job in self.jobs if job.id == job_id]
        if len(found) != 1:
            raise RehearsalError(
                "unknown job",
                f"{self.workflow} has {len(found)} jobs called {job_id}",
                expected="one",
                remedy="name a job of the workflow file in the scenario",
            )
        return found[0]

    def wanted(self, job: Job) -> str:
        """Return the result that `job` should have."""
        return self.expected.get(job.id, "success")

    def require(self) -> "Run":
        """Return this run if every job ended as expected.

        Raises RehearsalError for the first job, in the order of the file, that did not.
        """
        if self.unmapped:
            raise _unmapped(self, self.unmapped)
        for job in self.jobs:
            if job.result != self.wanted(job):
                raise _unexpected(self, job, self.wanted(job))
        return self


def _unmapped(run: Run, jobs: tuple[str, ...]) -> RehearsalError:
    return RehearsalError(
        "unmapped label",
        f"act skipped {', '.join(jobs)} of {run.workflow}: no runner has its label",
        expected="a label that this world maps",
        remedy="use ubuntu-24.04, or map the label in tests/rehearsal/act.py",
        place=Place(step=f"{run.workflow} / {jobs[0]}"),
    )


def _unexpected(run: Run, job: Job, wanted: str) -> RehearsalError:
    place = Place(step=f"{run.workflow} / {job.id}", log=job.log)
    if job.error and (said := _SAID.fullmatch(job.error)):
        return RehearsalError("job", said[1], expected=said[2], remedy=said[3], place=place)
    failed = next((step.name for step in job.steps if step.result == "failure"), None)
    where = f", in the step {failed!r}" if failed else ""
    return RehearsalError(
        "skipped job" if job.result == "skipped" else "job",
        job.error or f"{job.id} of {run.workflow} ended with {job.result}{where}",
        expected=f"{job.id} to end with {wanted}",
        remedy="read the log of the job" if job.log else "look at the job's `if:` and `needs:`",
        place=place,
    )
