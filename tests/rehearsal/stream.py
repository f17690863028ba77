"""What act says while it runs, one JSON object per line, read into jobs and steps."""

import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO

from tests.rehearsal.runs import Job, Leg, Step

_ERROR = re.compile(r"error\[\d+\] .*")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
_UNMAPPED = "Skipping unsupported platform"


class Progress(Protocol):
    """Who wants to hear about jobs while they happen."""

    def started(self, workflow: str, job: str) -> None:
        """Hear that a job began."""

    def ended(self, workflow: str, job: Job) -> None:
        """Hear how a job ended."""


class Silent:
    """Nobody listens."""

    def started(self, workflow: str, job: str) -> None:
        """Say nothing."""

    def ended(self, workflow: str, job: Job) -> None:
        """Say nothing."""


class Both:
    """Two listen."""

    def __init__(self, one: Progress, other: Progress) -> None:
        """Tell `one` first."""
        self._listeners = (one, other)

    def started(self, workflow: str, job: str) -> None:
        """Tell both."""
        for listener in self._listeners:
            listener.started(workflow, job)

    def ended(self, workflow: str, job: Job) -> None:
        """Tell both."""
        for listener in self._listeners:
            listener.ended(workflow, job)


@dataclass(slots=True, kw_only=True)
class _Open:
    """A job act has begun."""

    id: str
    leg: Leg
    log: TextIO
    path: Path
    began: float
    steps: list[Step] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    error: str | None = None
    result: str | None = None


class Recorder:
    """Writes one log and one summary per job, and remembers how each ended."""

    def __init__(
        self, folder: Path, workflow: str, *, secrets: Iterable[str], progress: Progress
    ) -> None:
        """Write into `folder`; `secrets` never reach a file."""
        self._folder = folder
        self._workflow = workflow
        self._secrets = tuple(secrets)
        self._progress = progress
        self._open: dict[tuple[str, Leg], _Open] = {}
        self.jobs: list[Job] = []
        self.unmapped: list[str] = []
        self.other: list[str] = []

    def feed(self, line: str) -> None:
        """Take one line of act's output."""
        for secret in self._secrets:
            line = line.replace(secret, "***")
        event = _event(line)
        job_id = event.get("jobID")
        if not isinstance(job_id, str):
            self.other.append(line.rstrip())
            return
        if _UNMAPPED in _text(event, "msg"):
            self.unmapped.append(job_id)
            return
        self._take(self._job(job_id, _leg(event)), event)

    def close(self) -> None:
        """Close the logs of jobs that never said how they ended."""
        for job in list(self._open.values()):
            self._finish(job, "failure")

    def _job(self, job_id: str, leg: Leg) -> _Open:
        if (known := self._open.get((job_id, leg))) is None:
            path = self._folder / f"{_file_name(job_id, leg)}.log"
            known = _Open(id=job_id, leg=leg, log=path.open("a"), path=path, began=time.monotonic())
            self._open[job_id, leg] = known
            self._progress.started(self._workflow, job_id)
        return known

    def _take(self, job: _Open, event: Mapping[str, object]) -> None:
        message = _ESCAPES.sub("", _text(event, "msg")).rstrip("\n")
        job.log.write(message + "\n")
        if event.get("raw_output") and _ERROR.fullmatch(message):
            job.error = message
        if event.get("command") == "summary":
            job.summary.append(_text(event, "content"))
        if (step := _step(event)) is not None:
            job.steps.append(step)
        if result := _text(event, "jobResult"):
            self._finish(job, result)

    def _finish(self, job: _Open, result: str) -> None:
        job.log.close()
        del self._open[job.id, job.leg]
        summary = job.path.with_suffix(".md")
        if job.summary:
            summary.write_text("".join(job.summary))
        ended = Job(
            id=job.id,
            leg=job.leg,
            result=result,
            seconds=time.monotonic() - job.began,
            steps=tuple(job.steps),
            log=job.path,
            summary=summary if job.summary else None,
            error=job.error,
        )
        self.jobs.append(ended)
        self._progress.ended(self._workflow, ended)


def _event(line: str) -> Mapping[str, object]:
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _text(event: Mapping[str, object], key: str) -> str:
    value = event.get(key)
    return value if isinstance(value, str) else ""


def _leg(event: Mapping[str, object]) -> Leg:
    matrix = event.get("matrix")
    if not isinstance(matrix, dict):
        return ()
    return tuple(sorted((str(key), str(value)) for key, value in matrix.items()))


def _step(event: Mapping[str, object]) -> Step | None:
    """Return the step that just ended; steps inside an action have longer ids and are skipped."""
    ids = event.get("stepID")
    own = isinstance(ids, list) and len(ids) == 1 and event.get("stage") == "Main"
    if not own or not (result := _text(event, "stepResult")):
        return None
    took = event.get("executionTime")
    seconds = took / 1e9 if isinstance(took, int) else 0.0
    return Step(name=_text(event, "step"), seconds=seconds, result=result)


def _file_name(job_id: str, leg: Leg) -> str:
    return "-".join((job_id, *(re.sub(r"[^\w.]+", "_", value) for _, value in leg)))
