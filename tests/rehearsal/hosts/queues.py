"""Concurrency groups: one runs, one waits, and a third takes the place of the one that waits.

Source: docs.github.com, "Control the concurrency of workflows and jobs": at most one running and
one pending per group; an older pending one is cancelled.
"""

from dataclasses import replace

from tests.rehearsal.hosts.exchange import RefusedError, Response, not_found
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import Group, RunRecord, now

_DONE = "completed"


def enter(hub: Hub, name: str, run_id: int, *, cancel_in_progress: bool = False) -> bool:
    """Let a run ask for its turn in the group `name`; say whether it runs at once."""
    state = hub.state
    with state.lock:
        group = state.groups.get(name, Group())
        if group.running is not None and cancel_in_progress:
            cancel(hub, group.running)
            group = Group()
        if group.running is None:
            state.groups[name] = replace(group, running=run_id)
            return True
        if group.pending is not None:
            cancel(hub, group.pending)
        state.groups[name] = replace(group, pending=run_id)
        return False


def leave(hub: Hub, name: str, run_id: int) -> int | None:
    """End a run's turn, and return the run that has waited for it."""
    with hub.state.lock:
        group = hub.state.groups[name]
        if group.running != run_id:
            raise KeyError(run_id)
        hub.state.groups[name] = Group(running=group.pending)
        return group.pending


def cancel(hub: Hub, run_id: int) -> RunRecord:
    """End a run that nobody waits for any more. Raises KeyError."""
    run = replace(hub.state.runs[run_id], status=_DONE, conclusion="cancelled", updated_at=now())
    hub.state.runs[run_id] = run
    return run


def again(hub: Hub, run_id: int) -> RunRecord:
    """Queue the next attempt of an ended run: same id, same commit, whatever main is by now."""
    run = hub.state.runs[run_id]
    if run.status != _DONE:
        raise RefusedError(403, "This workflow is already running")
    run = replace(run, attempt=run.attempt + 1, status="queued", conclusion=None, updated_at=now())
    hub.state.runs[run_id] = run
    return run


def _rerun(call: Call) -> Response:
    if call.number("run_id") not in call.hub.state.runs:
        raise not_found()
    again(call.hub, call.number("run_id"))
    return Response.json(201, {})


def _cancel(call: Call) -> Response:
    run = call.hub.state.runs.get(call.number("run_id"))
    if run is None:
        raise not_found()
    if run.status == _DONE:
        raise RefusedError(409, "Cannot cancel a workflow run that is completed.")
    cancel(call.hub, run.id)
    return Response.json(202, {})


_ONE = "/repos/{owner}/{repo}/actions/runs/{run_id}"
ROUTES = (
    Route(method="POST", template=f"{_ONE}/rerun", handler=_rerun, right="actions:write"),
    Route(
        method="POST", template=f"{_ONE}/rerun-failed-jobs", handler=_rerun, right="actions:write"
    ),
    Route(method="POST", template=f"{_ONE}/cancel", handler=_cancel, right="actions:write"),
)
