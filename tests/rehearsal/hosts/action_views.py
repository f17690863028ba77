"""How workflows, runs and artifacts look in JSON."""

from tests.rehearsal.hosts.artifacts import StoredArtifact
from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.repository import WORKFLOWS
from tests.rehearsal.hosts.state import RunRecord
from tests.rehearsal.hosts.views import minimal_repository, user

_LATER = "2099-01-01T00:00:00Z"


def workflow_view(hub: Hub, file: str, number: int, name: str) -> Json:
    """Return a workflow; it is active unless it was stopped."""
    repo, path, at = hub.repo, f"{WORKFLOWS}/{file}", hub.state.began
    return {
        "id": number,
        "node_id": f"W_{number}",
        "name": name,
        "path": path,
        "state": hub.state.stopped.get(file, "active"),
        "created_at": at,
        "updated_at": at,
        "url": f"{repo.api}/actions/workflows/{number}",
        "html_url": f"{repo.web}/blob/{repo.default_branch}/{path}",
        "badge_url": f"{repo.web}/workflows/{file}/badge.svg",
    }


def run_view(hub: Hub, run: RunRecord, workflow_id: int) -> Json:
    """Return a run."""
    repo, url = hub.repo, f"{hub.repo.api}/actions/runs/{run.id}"
    parts = ("jobs", "logs", "artifacts", "cancel", "rerun")
    return {
        "id": run.id,
        "node_id": f"WFR_{run.id}",
        "name": run.workflow,
        "display_title": run.title,
        "head_branch": run.branch,
        "head_sha": run.sha,
        "path": f"{WORKFLOWS}/{run.workflow}",
        "run_number": run.number,
        "run_attempt": run.attempt,
        "event": run.event,
        "status": run.status,
        "conclusion": run.conclusion,
        "workflow_id": workflow_id,
        "url": url,
        "html_url": f"{repo.web}/actions/runs/{run.id}",
        "pull_requests": [],
        "created_at": run.created_at,
        "updated_at": run.updated_at,
        "run_started_at": run.created_at,
        "actor": user(run.actor),
        "triggering_actor": user(run.actor),
        **{f"{part}_url": f"{url}/{part}" for part in parts},
        "check_suite_url": f"{repo.api}/check-suites/{run.id}",
        "workflow_url": f"{repo.api}/actions/workflows/{workflow_id}",
        "previous_attempt_url": None,
        "head_commit": _head_commit(hub, run),
        "repository": minimal_repository(repo),
        "head_repository": minimal_repository(repo),
    }


def _head_commit(hub: Hub, run: RunRecord) -> Json:
    commit = hub.repository.commit(run.sha)
    if commit is None:
        return None
    return {
        "id": commit.sha,
        "tree_id": commit.tree,
        "message": commit.message,
        "timestamp": commit.committer.date,
        "author": {"name": commit.author.name, "email": commit.author.email},
        "committer": {"name": commit.committer.name, "email": commit.committer.email},
    }


def artifact_view(hub: Hub, artifact: StoredArtifact) -> Json:
    """Return an artifact of a run."""
    url = f"{hub.repo.api}/actions/artifacts/{artifact.id}"
    run = hub.state.runs.get(artifact.run_id)
    return {
        "id": artifact.id,
        "node_id": f"A_{artifact.id}",
        "name": artifact.name,
        "size_in_bytes": artifact.size,
        "url": url,
        "archive_download_url": f"{url}/zip",
        "expired": artifact.expired,
        "digest": artifact.digest,
        "created_at": artifact.created_at,
        "updated_at": artifact.created_at,
        "expires_at": _LATER,
        "workflow_run": {
            "id": artifact.run_id,
            "repository_id": hub.repo.repository_id,
            "head_repository_id": hub.repo.repository_id,
            "head_branch": run.branch if run else hub.repo.default_branch,
            "head_sha": run.sha if run else "",
        },
    }
