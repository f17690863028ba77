"""Workflows, their runs, dispatches, and the artifacts of runs as the API shows them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from tests.rehearsal.hosts.action_views import artifact_view, run_view, workflow_view
from tests.rehearsal.hosts.artifacts import StoredArtifact
from tests.rehearsal.hosts.dispatch import dispatch, queue_run, title_of, workflow_file
from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError, Response, not_found
from tests.rehearsal.hosts.hub import Hub, page
from tests.rehearsal.hosts.repository import WORKFLOWS
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import RunRecord, now


def workflow_of(call: Call) -> str:
    """Return the file of the workflow that the path names by file or id, or raise 404."""
    asked, files = call.parts["workflow"], workflow_files(call.hub)
    for file in files:
        if asked in {file, str(workflow_id(call.hub, file))}:
            return file
    raise not_found()


def workflow_files(hub: Hub) -> tuple[str, ...]:
    """Return the workflow files on the default branch."""
    tree = f"refs/heads/{hub.repo.default_branch}:{WORKFLOWS}"
    names = hub.repository.objects.entries(tree)
    return tuple(sorted(name for name in names if name.endswith((".yml", ".yaml"))))


def workflow_id(hub: Hub, file: str) -> int:
    """Return the id that GitHub gave to a workflow file."""
    ids = hub.state.workflow_ids
    if file not in ids:
        ids[file] = hub.state.next_id()
    return ids[file]


def _workflow(call: Call) -> Response:
    return Response.json(200, _workflow_json(call.hub, workflow_of(call)))


def _workflow_json(hub: Hub, file: str) -> Json:
    content = workflow_file(hub, f"refs/heads/{hub.repo.default_branch}", file)
    return workflow_view(hub, file, workflow_id(hub, file), content.name if content else file)


def _workflows(call: Call) -> Response:
    rows = [_workflow_json(call.hub, file) for file in workflow_files(call.hub)]
    return page(call, rows, "workflows")


def _runs(call: Call) -> Response:
    return _run_page(call, tuple(call.hub.state.runs.values()))


def _workflow_runs(call: Call) -> Response:
    file = workflow_of(call)
    runs = call.hub.state.runs.values()
    return _run_page(call, tuple(run for run in runs if run.workflow == file))


def _run_page(call: Call, runs: tuple[RunRecord, ...]) -> Response:
    wanted = {
        name: value
        for name, value in call.request.query.items()
        if name not in {"per_page", "page", "exclude_pull_requests"}
    }
    if unknown := wanted.keys() - {"branch", "event", "status", "head_sha", "actor"}:
        raise RefusedError(501, f"the rehearsal world cannot filter runs by {sorted(unknown)}")
    rows = [run for run in sorted(runs, key=lambda run: -run.id) if _fits(run, wanted)]
    return page(call, [_run_json(call.hub, run) for run in rows], "workflow_runs")


def _fits(run: RunRecord, wanted: dict[str, str]) -> bool:
    values: dict[str, set[str | None]] = {
        "branch": {run.branch},
        "event": {run.event},
        "status": {run.status, run.conclusion},
        "head_sha": {run.sha},
        "actor": {run.actor},
    }
    return all(wish in values[name] for name, wish in wanted.items())


def _run_json(hub: Hub, run: RunRecord) -> Json:
    return run_view(hub, run, workflow_id(hub, run.workflow))


def _run(call: Call) -> Response:
    found = call.hub.state.runs.get(call.number("run_id"))
    if found is None:
        raise not_found()
    return Response.json(200, _run_json(call.hub, found))


def _dispatch(call: Call) -> Response:
    file, body = workflow_of(call), Document.of(call.request)
    made = dispatch(call.hub, file, body, call.bearer.login)
    if not body.flag("return_run_details"):
        return Response(status=204)
    place = f"actions/runs/{made.run_id}"
    return Response.json(
        200,
        {
            "workflow_run_id": made.run_id,
            "run_url": f"{call.hub.repo.api}/{place}",
            "html_url": f"{call.hub.repo.web}/{place}",
        },
    )


def start_run(  # noqa: PLR0913, PLR0917 -- what an event says
    hub: Hub, workflow: str, event: str, sha: str, actor: str, inputs: Mapping[str, str]
) -> RunRecord:
    """Begin a run; one that a dispatch queued for this workflow and commit is taken up."""
    title = title_of(workflow_file(hub, sha, workflow), event, inputs)
    state = hub.state
    with state.lock:
        queued = [
            run
            for run in state.runs.values()
            if (run.workflow, run.event, run.sha, run.status) == (workflow, event, sha, "queued")
        ]
        first = min(queued, key=lambda run: run.id, default=None)
        new = partial(queue_run, hub, workflow, event, sha=sha, actor=actor, title=title)
        return take_up(hub, first or new())


def take_up(hub: Hub, run: RunRecord) -> RunRecord:
    """Begin a queued run."""
    with hub.state.lock:
        run = replace(run, status="in_progress", updated_at=now())
        hub.state.runs[run.id] = run
        return run


def finish_run(hub: Hub, run_id: int, conclusion: str) -> RunRecord:
    """End a run. Raises KeyError for an unknown id."""
    with hub.state.lock:
        run = replace(
            hub.state.runs[run_id], status="completed", conclusion=conclusion, updated_at=now()
        )
        hub.state.runs[run_id] = run
        return run


def _artifacts(call: Call) -> Response:
    return _artifact_page(call, call.hub.artifacts.all())


def _run_artifacts(call: Call) -> Response:
    if call.number("run_id") not in call.hub.state.runs:
        raise not_found()
    return _artifact_page(call, call.hub.artifacts.of_run(call.number("run_id")))


def _artifact_page(call: Call, rows: tuple[StoredArtifact, ...]) -> Response:
    name = call.request.query.get("name")
    shown = [artifact_view(call.hub, row) for row in reversed(rows) if name in {None, row.name}]
    return page(call, shown, "artifacts")


def _artifact_of(call: Call) -> StoredArtifact:
    number = call.number("artifact_id")
    for artifact in call.hub.artifacts.all():
        if artifact.id == number:
            return artifact
    raise not_found()


def _artifact(call: Call) -> Response:
    return Response.json(200, artifact_view(call.hub, _artifact_of(call)))


def _zip(call: Call) -> Response:
    artifact = _artifact_of(call)
    if artifact.expired:
        raise RefusedError(410, "Artifact has expired")
    return Response.redirect(call.hub.artifacts.signed_url(artifact))


_REPO = "/repos/{owner}/{repo}/actions"
_ONE = f"{_REPO}/workflows/{{workflow}}"
_READ, _WRITE = "actions:read", "actions:write"
ROUTES = (
    Route(method="GET", template=f"{_REPO}/workflows", handler=_workflows, right=_READ),
    Route(method="GET", template=_ONE, handler=_workflow, right=_READ),
    Route(method="GET", template=f"{_ONE}/runs", handler=_workflow_runs, right=_READ),
    Route(method="POST", template=f"{_ONE}/dispatches", handler=_dispatch, right=_WRITE),
    Route(method="GET", template=f"{_REPO}/runs", handler=_runs, right=_READ),
    Route(method="GET", template=f"{_REPO}/runs/{{run_id}}", handler=_run, right=_READ),
    Route(
        method="GET",
        template=f"{_REPO}/runs/{{run_id}}/artifacts",
        handler=_run_artifacts,
        right=_READ,
    ),
    Route(method="GET", template=f"{_REPO}/artifacts", handler=_artifacts, right=_READ),
    Route(
        method="GET", template=f"{_REPO}/artifacts/{{artifact_id}}", handler=_artifact, right=_READ
    ),
    Route(
        method="GET", template=f"{_REPO}/artifacts/{{artifact_id}}/zip", handler=_zip, right=_READ
    ),
)
