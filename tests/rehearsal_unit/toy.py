"""A toy repository and a machine, to try the runner without the rest of the world."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.rehearsal.act import Context
from tests.rehearsal.machine import Machine
from tests.rehearsal.permissions import Grant, IdentityEndpoint
from tests.rehearsal.runner import Order
from tests.rehearsal.tools import cache_folder, ready
from tests.rehearsal.workflow import JobSpec, Workflow, parse

CANARY = "ghs_canary0123456789"


def machine() -> Machine:
    """Return the machine of the set-up, on which uv has a version we know."""
    return replace(Machine.of(ready(cache_folder(os.environ))), uv_version="0.0.1")


def repository(folder: Path, files: Mapping[str, str]) -> tuple[Path, str]:
    """Make a repository of one commit in `folder`; return its .git and the commit."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git = ("git", "-C", str(folder), "-c", "user.name=Toy", "-c", "user.email=toy@example.com")
    for command in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "toy")):
        subprocess.run((*git, *command), check=True)
    head = subprocess.run((*git, "rev-parse", "HEAD"), check=True, capture_output=True, text=True)
    return folder / ".git", head.stdout.strip()


def order(folder: Path, text: str, *, event: str = "workflow_dispatch") -> Order:
    """Return the order to run the workflow `text`, committed to a new repository."""
    workflow = parse("toy.yml", text)
    git_dir, sha = repository(folder, {workflow.path: text, "file.txt": "hello\n"})
    context = Context(
        repository="octo/toy",
        repository_id=1,
        owner_id=2,
        ref="refs/heads/main",
        sha=sha,
        actor="octo",
        run_id=77,
        run_attempt=1,
        event=event,
    )
    return Order(
        workflow=workflow,
        context=context,
        payload={"ref": context.ref, "inputs": dict(workflow.inputs)},
        grants=grants(workflow),
        canary=CANARY,
        repository=git_dir,
        artifacts={},
        expected={},
        logs=folder.parent / "logs",
    )


def grants(workflow: Workflow) -> Mapping[str, Grant]:
    """Return a token per job, and an identity endpoint where the job may sign."""
    return {
        job.id: Grant(token=f"ghs_of_{job.id}", identity=_identity(job)) for job in workflow.jobs
    }


def _identity(job: JobSpec) -> IdentityEndpoint | None:
    if not job.may_sign:
        return None
    return IdentityEndpoint(url="https://id.example.com/t?v=1", token=f"id_of_{job.id}")
