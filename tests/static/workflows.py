"""The workflow files as the policy tests read them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from tests.static.tree import below, text

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a job."""

    uses: str
    run: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job; `rights` is None where the job does not say."""

    id: str
    name: str
    image: str
    timeout: int
    environment: str
    rights: Mapping[str, str] | None
    concurrency: bool
    steps: tuple[Step, ...]

    @property
    def scripts(self) -> tuple[str, ...]:
        """The commands of the job."""
        return tuple(step.run for step in self.steps if step.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """One workflow file."""

    path: Path
    text: str
    events: frozenset[str]
    rights: object
    jobs: tuple[Job, ...]

    def job(self, key: str) -> Job:
        """Return the job `key`; raises StopIteration."""
        return next(job for job in self.jobs if job.id == key)


def workflows() -> tuple[Workflow, ...]:
    """Return every workflow of the tree."""
    return tuple(_workflow(path) for path in below(".github", suffix=".yml") if _is_one(path))


def attach_workflow() -> Workflow:
    """Return the workflow that signs."""
    return next(w for w in workflows() if w.path.name == "u2netp-mirror-attach.yml")


def uses_lines(workflow: Workflow) -> tuple[str, ...]:
    """Return the lines that name an action, comments included."""
    return tuple(re.findall(r"^\s*(?:- )?uses: *(.+)$", workflow.text, re.MULTILINE))


def _is_one(path: Path) -> bool:
    return path.parent.name == "workflows"


def _workflow(path: Path) -> Workflow:
    source = text(path)
    document = YAML(typ="safe", pure=True).load(source)
    on = document["on"]
    jobs = document["jobs"]
    return Workflow(
        path=path,
        text=source,
        events=frozenset([on] if isinstance(on, str) else on),
        rights=document.get("permissions"),
        jobs=tuple(_job(str(key), job) for key, job in jobs.items()),
    )


def _job(key: str, job: Fields) -> Job:
    rights = job.get("permissions")
    environment = job.get("environment", "")
    steps = job.get("steps", [])
    return Job(
        id=key,
        name=str(job.get("name", "")),
        image=str(job.get("runs-on", "")),
        timeout=int(str(job.get("timeout-minutes", 0))),
        environment=environment if isinstance(environment, str) else str(_texts(environment)),
        rights=_texts(rights) if isinstance(rights, Mapping) else None,
        concurrency="concurrency" in job,
        steps=tuple(_step(step) for step in (steps if isinstance(steps, list) else [])),
    )


def _step(step: Fields) -> Step:
    return Step(
        uses=str(step.get("uses", "")),
        run=str(step.get("run", "")),
        inputs=_texts(step.get("with", {})),
    )


def _texts(value: object) -> Mapping[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}
