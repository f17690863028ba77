"""GraphQL: history with its pull requests and releases with their tags, as release-please asks."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.rehearsal.hosts.assets import visible
from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.git_views import account_of
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.refusal import GraphQLError
from tests.rehearsal.hosts.routes import Call
from tests.rehearsal.hosts.state import Pull, Release

_T = TypeVar("_T")
_DEPTH = 5000


def history(call: Call, variables: Document) -> Json:
    """Return a branch's commits, each with the pull requests that became it."""
    _require(call, "contents:read", "pull-requests:read")
    hub = call.hub
    tip = hub.repository.branch(variables.need("targetBranch"))
    if tip is None:
        return {"repository": {"ref": None}}
    shas = hub.repository.history(tip.sha, _DEPTH)
    nodes = [_commit(hub, sha) for sha in _part(shas, variables)]
    listed = {"nodes": nodes, "pageInfo": _page(len(shas), variables)}
    return {"repository": {"ref": {"target": {"history": listed}}}}


def merged(call: Call, variables: Document) -> Json:
    """Return the pull requests with one of the states, the newest first."""
    _require(call, "pull-requests:read")
    wanted = variables.texts("states") or ("OPEN", "CLOSED", "MERGED")
    rows = sorted(call.hub.state.pulls.values(), key=lambda pull: -pull.number)
    found = [
        row for row in rows if _state(row) in wanted and row.base == variables.text("targetBranch")
    ]
    nodes = [_pull(call.hub, pull) for pull in _part(found, variables)]
    return {
        "repository": {"pullRequests": {"nodes": nodes, "pageInfo": _page(len(found), variables)}}
    }


def releases(call: Call, variables: Document) -> Json:
    """Return the releases, the newest first; a draft without its tag has no commit."""
    _require(call, "contents:read")
    rows = sorted(call.hub.state.releases.values(), key=lambda row: -row.id)
    found = [row for row in rows if visible(call.bearer, row)]
    nodes = [_release(call.hub, row) for row in _part(found, variables)]
    return {"repository": {"releases": {"nodes": nodes, "pageInfo": _page(len(found), variables)}}}


def _require(call: Call, *rights: str) -> None:
    if call.bearer.is_app and not all(call.bearer.may(right) for right in rights):
        raise GraphQLError("FORBIDDEN", "Resource not accessible by integration")


def _part(rows: Sequence[_T], variables: Document) -> Sequence[_T]:
    begin = int(variables.text("cursor") or 0)
    return rows[begin : begin + _size(variables)]


def _page(total: int, variables: Document) -> Json:
    end = int(variables.text("cursor") or 0) + _size(variables)
    return {"hasNextPage": end < total, "endCursor": str(end) if end < total else None}


def _size(variables: Document) -> int:
    size = variables.members.get("num")
    return size if isinstance(size, int) else 10


def _commit(hub: Hub, sha: str) -> Json:
    commit = hub.repository.commit(sha)
    assert commit is not None  # git has just listed it
    pulls = [pull for pull in hub.state.pulls.values() if pull.merge_sha == sha]
    login = account_of(commit.author)
    return {
        "associatedPullRequests": {"nodes": [_pull(hub, pull) for pull in pulls]},
        "sha": sha,
        "message": commit.message.rstrip("\n"),
        "author": {
            "name": commit.author.name,
            "email": commit.author.email,
            "user": {"login": login} if login else None,
        },
    }


def _state(pull: Pull) -> str:
    return "MERGED" if pull.merged_at else pull.state.upper()


def _pull(hub: Hub, pull: Pull) -> Json:
    changes = (
        hub.repository.changes(f"{pull.merge_sha}~1", pull.merge_sha) if pull.merge_sha else ()
    )
    return {
        "number": pull.number,
        "title": pull.title,
        "baseRefName": pull.base,
        "headRefName": pull.head,
        "labels": {"nodes": [{"name": name} for name in pull.labels]},
        "body": pull.body or "",
        "mergeCommit": {"oid": pull.merge_sha} if pull.merge_sha else None,
        "files": {
            "nodes": [{"path": change.path} for change in changes],
            "pageInfo": {"endCursor": None, "hasNextPage": False},
        },
    }


def _release(hub: Hub, release: Release) -> Json:
    tagged = hub.repository.commit(f"refs/tags/{release.tag}")
    return {
        "name": release.name or "",
        "tag": {"name": release.tag} if tagged else None,
        "tagCommit": {"oid": tagged.sha} if tagged else None,
        "url": f"{hub.repo.web}/releases/tag/{release.tag}",
        "description": release.body or "",
        "isDraft": release.draft,
    }


OPERATIONS: dict[str, Callable[[Call, Document], Json]] = {
    "pullRequestsSince": history,
    "mergedPullRequests": merged,
    "releases": releases,
}
