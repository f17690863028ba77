"""Runs one workflow file under the real `act` and tells what became of each job.

act's exit code is not believed: it is 0 when a job was skipped because nobody plays its runner.
What counts is the result of each job, from act's JSON stream, beside the jobs of the file.
"""

import contextlib
import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release.canonical import Json
from tests.rehearsal.act import (
    Call,
    Context,
    Folders,
    command,
    environment,
    furnish,
    require_labels,
)
from tests.rehearsal.catalogue import stand_ins
from tests.rehearsal.machine import Machine
from tests.rehearsal.permissions import Grant, executable_copy
from tests.rehearsal.processes import end, kill
from tests.rehearsal.runs import Job, Run
from tests.rehearsal.stream import Progress, Recorder, Silent
from tests.rehearsal.workflow import JobSpec, Workflow

_PATIENCE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One run to be made."""

    workflow: Workflow
    context: Context
    payload: Json
    grants: Mapping[str, Grant]
    canary: str
    repository: Path
    """The bare repository that holds the commit."""
    artifacts: Mapping[str, str]
    """Where this run keeps its artifacts, and the token for it."""
    expected: Mapping[str, str]
    """What each job should end with, where that is not success."""
    logs: Path
    """Where logs and summaries go; they outlive the run's own folder."""


class Runner:
    """A machine with act on it, inside a network."""

    def __init__(self, machine: Machine, network: Mapping[str, str]) -> None:
        """Use the tools of `machine`; every step sees the variables of `network`."""
        self._machine = machine
        self._network = dict(network)
        self._running: subprocess.Popen[str] | None = None

    def kill(self) -> None:
        """Kill act and every step, at once and without a word, as when a machine is lost."""
        if self._running is not None:
            kill(self._running)

    def run(self, order: Order, folder: Path, progress: Progress | None = None) -> Run:
        """Run the workflow in `folder`, which is made, and return what happened.

        Raises RehearsalError, before anything runs, when a job's runner or action is not played.
        """
        workflow, context = order.workflow, order.context
        require_labels(workflow)
        actions = stand_ins(workflow)
        folders = Folders(root=folder, logs=order.logs)
        self._prepare(order, folders)
        recorder = Recorder(
            folders.logs, workflow.file, secrets=_secrets(order), progress=progress or Silent()
        )
        call = Call(
            workflow=workflow,
            event=context.event,
            actions=actions,
            variables=context.variables(workflow),
            canary=order.canary,
        )
        argv = command(folders, self._machine.act, call)
        began = time.monotonic()
        self._listen(argv, environment(folders, {**self._network, **order.artifacts}), recorder)
        (folders.logs / "act.log").write_text("\n".join(recorder.other) + "\n")
        return Run(
            id=context.run_id,
            attempt=context.run_attempt,
            workflow=workflow.file,
            event=context.event,
            sha=context.sha,
            seconds=time.monotonic() - began,
            jobs=_in_order(workflow, recorder.jobs),
            unmapped=tuple(recorder.unmapped),
            folder=order.logs,
            expected=order.expected,
        )

    def _listen(self, argv: tuple[str, ...], env: Mapping[str, str], recorder: Recorder) -> None:
        with subprocess.Popen(
            argv,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process:
            self._running = process
            try:
                for line in process.stdout or ():
                    recorder.feed(line)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_PATIENCE)
            finally:
                self._running = None
                end(process)
                recorder.close()

    def _prepare(self, order: Order, folders: Folders) -> None:
        furnish(folders, self._machine)
        copy = executable_copy(order.workflow, order.grants)
        (folders.workflow / order.workflow.file).write_text(copy)
        folders.event.write_text(json.dumps(order.payload))
        git = (str(self._machine.git), "-C", str(folders.tree))
        url = f"https://github.com/{order.context.repository}"
        _quietly(
            (
                *git[:1],
                "clone",
                "-q",
                "--bare",
                "--shared",
                str(order.repository),
                f"{folders.tree}/.git",
            ),
        )
        _quietly((*git, "remote", "set-url", "origin", url))
        _quietly((*git, "update-ref", "--no-deref", "HEAD", order.context.sha))


def _quietly(argv: tuple[str, ...]) -> None:
    subprocess.run(argv, check=True, capture_output=True, timeout=60)


def _secrets(order: Order) -> tuple[str, ...]:
    granted = (secret for grant in order.grants.values() for secret in grant.secrets)
    runtime = order.artifacts.get("ACTIONS_RUNTIME_TOKEN")
    return (order.canary, *granted, *((runtime,) if runtime else ()))


def _in_order(workflow: Workflow, jobs: list[Job]) -> tuple[Job, ...]:
    """Return the jobs in the order of the file; one that act never mentioned was skipped."""
    return tuple(
        job
        for spec in workflow.jobs
        for job in ([job for job in jobs if job.id == spec.id] or [_skipped(spec)])
    )


def _skipped(spec: JobSpec) -> Job:
    return Job(
        id=spec.id,
        leg=(),
        result="skipped",
        seconds=0.0,
        steps=(),
        log=None,
        summary=None,
        error=None,
    )
