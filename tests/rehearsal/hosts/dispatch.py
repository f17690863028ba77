"""Workflow files as GitHub reads them, and the one event that GITHUB_TOKEN may make."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.repository import WORKFLOWS
from tests.rehearsal.hosts.state import Dispatch, RunRecord, now

_EVENT = "${{ github.event_name }}"
_INPUT = re.compile(r"\$\{\{ inputs\.([a-z_-]+)(?: \|\| '([^']*)')? \}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowFile:
    """What GitHub takes from a workflow file before it runs it."""

    name: str
    run_name: str | None
    dispatchable: bool
    inputs: Mapping[str, "Input"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A declared input of workflow_dispatch."""

    required: bool
    default: str | None
    options: tuple[str, ...]


def workflow_file(hub: Hub, commit: str, file: str) -> WorkflowFile | None:
    """Return the workflow `file` as it is in `commit`, or None when it is not there."""
    found = hub.repository.objects.read(f"{commit}:{WORKFLOWS}/{file}")
    if found is None or found.kind != "blob":
        return None
    # BaseLoader keeps every scalar a string, so that `on` stays a word and `true` stays text.
    body = Document(_mapping(yaml.load(found.data, Loader=yaml.BaseLoader)))  # noqa: S506
    triggers = _triggers(body.members.get("on"))
    inputs = _mapping(_mapping(triggers.get("workflow_dispatch")).get("inputs"))
    return WorkflowFile(
        name=body.text("name") or f"{WORKFLOWS}/{file}",
        run_name=body.text("run-name"),
        dispatchable="workflow_dispatch" in triggers,
        inputs={name: _input(_mapping(value)) for name, value in inputs.items()},
    )


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _triggers(value: Json) -> Mapping[str, Json]:
    if isinstance(value, str):
        return {value: None}
    if isinstance(value, list):
        return {str(item): None for item in value}
    return _mapping(value)


def _input(value: Mapping[str, Json]) -> Input:
    declared = Document(value)
    return Input(
        required=declared.text("required") == "true",
        default=declared.text("default"),
        options=declared.texts("options"),
    )


def dispatch(hub: Hub, file: str, body: Document, actor: str) -> Dispatch:
    """Accept a workflow_dispatch and queue its run, or raise what GitHub says against it."""
    ref = body.need("ref")
    name, sha = _target(hub, ref)
    workflow = workflow_file(hub, sha, file)
    if workflow is None:
        raise RefusedError(422, f"The workflow {file} does not exist on {ref}")
    if not workflow.dispatchable:
        raise RefusedError(422, "Workflow does not have 'workflow_dispatch' trigger")
    if file in hub.state.stopped:
        raise RefusedError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    inputs = checked_inputs(workflow, body.part("inputs").scalars())
    title = title_of(workflow, "workflow_dispatch", inputs)
    run = queue_run(hub, file, "workflow_dispatch", sha=sha, actor=actor, ref=name, title=title)
    made = Dispatch(workflow=file, ref=name, inputs=inputs, actor=actor, sha=sha, run_id=run.id)
    hub.state.dispatches.append(made)
    hub.happened("workflow_dispatch", actor, name, sha=sha)
    return made


def _target(hub: Hub, ref: str) -> tuple[str, str]:
    """Return the full name and the commit of a branch or tag; a bare SHA is no ref."""
    for name in (ref, f"refs/heads/{ref}", f"refs/tags/{ref}"):
        if name.startswith(("refs/heads/", "refs/tags/")) and (
            found := hub.repository.commit(name)
        ):
            return name, found.sha
    raise RefusedError(422, f"No ref found for: {ref}")


def checked_inputs(workflow: WorkflowFile, given: Mapping[str, str]) -> dict[str, str]:
    """Return the inputs with defaults filled in; raise 422 for unknown, missing or wrong ones."""
    if unknown := sorted(given.keys() - workflow.inputs.keys()):
        names = ", ".join(f'"{name}"' for name in unknown)
        raise RefusedError(422, f"Unexpected inputs provided: [{names}]")
    inputs: dict[str, str] = {}
    for name, declared in workflow.inputs.items():
        value = given.get(name, declared.default)
        if value is None and declared.required:
            raise RefusedError(422, f"Required input '{name}' not provided")
        if declared.options and value is not None and value not in declared.options:
            raise RefusedError(422, f"Provided value '{value}' for input '{name}' not in the list")
        inputs[name] = value or ""
    return inputs


def title_of(workflow: WorkflowFile | None, event: str, inputs: Mapping[str, str]) -> str | None:
    """Return how a run is called by its `run-name`, None without one."""
    if workflow is None or workflow.run_name is None:
        return None
    told = workflow.run_name.replace(_EVENT, event)
    title = _INPUT.sub(lambda found: inputs.get(found[1]) or found[2] or "", told)
    if "${{" in title:
        raise RefusedError(501, f"the rehearsal world cannot fill in {title}")
    return title


def queue_run(  # noqa: PLR0913 -- what GitHub knows of a run before it starts
    hub: Hub,
    workflow: str,
    event: str,
    *,
    sha: str,
    actor: str,
    ref: str | None = None,
    title: str | None = None,
) -> RunRecord:
    """Record a run that waits to be started."""
    state = hub.state
    with state.lock:
        same = sum(run.workflow == workflow for run in state.runs.values())
        at = now()
        run = RunRecord(
            id=state.next_id(),
            number=same + 1,
            attempt=1,
            workflow=workflow,
            title=title or workflow,
            event=event,
            branch=(ref or hub.repo.default_branch).rpartition("refs/heads/")[2],
            sha=sha,
            actor=actor,
            status="queued",
            conclusion=None,
            created_at=at,
            updated_at=at,
        )
        state.runs[run.id] = run
        return run
