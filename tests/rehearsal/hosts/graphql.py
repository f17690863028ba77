"""GraphQL by the name of the operation: what our clients ask, and nothing they do not."""

import re
from collections.abc import Callable

from tests.rehearsal.hosts import graph_commit, graph_history
from tests.rehearsal.hosts.assets import visible
from tests.rehearsal.hosts.contained import close_contained
from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError, Response
from tests.rehearsal.hosts.network import unsupported
from tests.rehearsal.hosts.refusal import GraphQLError
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import Release

_NAME = re.compile(r"\s*(?:query|mutation)\s+(\w+)")


def _answer(call: Call) -> Response:
    body = Document.of(call.request)
    name = _NAME.match(body.text("query") or "")
    operation = _OPERATIONS.get(name[1]) if name else None
    if operation is None:
        return unsupported(call.request)
    try:
        return Response.json(200, {"data": operation(call, body.part("variables"))})
    except GraphQLError as error:
        said: Json = {"type": error.kind, "message": str(error)}
        return Response.json(200, {"data": None, "errors": [said]})


def _release_by_tag(call: Call, variables: Document) -> Json:
    """Find a release, drafts too for whoever may write: the way gh looks for a draft."""
    tag = variables.text("tagName")
    rows = call.hub.state.releases.values()
    for row in sorted(rows, key=lambda row: -row.id):
        if row.tag == tag and visible(call.bearer, row):
            release: Json = {"databaseId": row.id, "isDraft": row.draft}
            return {"repository": {"release": release}}
    return {"repository": {"release": None}}


def _release_fields(_: Call, __: Document) -> Json:
    return {"Release": {"fields": [{"name": "immutable"}, {"name": "isLatest"}]}}


def _release_list(call: Call, _: Document) -> Json:
    rows = sorted(call.hub.state.releases.values(), key=lambda row: -row.id)
    latest = max((row.rank for row in rows), default=0)
    nodes = [_node(row, latest) for row in rows if visible(call.bearer, row)]
    return {"repository": {"releases": {"nodes": nodes, "pageInfo": _ONE_PAGE}}}


def _node(release: Release, latest: int) -> Json:
    return {
        "name": release.name or "",
        "tagName": release.tag,
        "isDraft": release.draft,
        "isLatest": bool(release.rank) and release.rank == latest,
        "isPrerelease": release.prerelease,
        "immutable": release.immutable,
        "createdAt": release.created_at,
        "publishedAt": release.published_at,
    }


def _update_refs(call: Call, variables: Document) -> Json:
    """Move refs, each only if it is what the caller expects; GitHub documents no words for a no."""
    if not call.bearer.may("contents:write"):
        raise GraphQLError("FORBIDDEN", "Resource not accessible by integration")
    hub, given = call.hub, variables.part("input")
    if given.text("repositoryId") != f"R_{hub.repo.repository_id}":
        raise GraphQLError("NOT_FOUND", "Could not resolve to a node with the given global id")
    for update in given.parts("refUpdates"):
        name, sha, before = (update.need(key) for key in ("name", "afterOid", "beforeOid"))
        found = hub.repository.ref(name)
        if (found.sha if found else _NOTHING) != before:
            raise GraphQLError("STALE_DATA", f"Expected {name} to point to {before}")
        if sha != _NOTHING:
            hub.require_workflows(call.bearer, sha, RefusedError(403, "workflows"))
        if found and not update.flag("force") and not hub.repository.contains(sha, found.sha):
            raise GraphQLError("UNPROCESSABLE", "Update is not a fast forward")
        hub.repository.set_ref(name, sha, old=found.sha if found else None)
        hub.happened("push", call.bearer.login, name, sha=sha)
        close_contained(hub, name, call.bearer.login)
    return {"updateRefs": {"clientMutationId": None}}


_NOTHING = "0" * 40
_ONE_PAGE: Json = {"hasNextPage": False, "endCursor": None}
_OPERATIONS: dict[str, Callable[[Call, Document], Json]] = {
    "RepositoryReleaseByTag": _release_by_tag,
    "Release_fields": _release_fields,
    "RepositoryReleaseList": _release_list,
    "UpdateRefs": _update_refs,
    "CreateCommitOnBranch": graph_commit.create,
    **graph_history.OPERATIONS,
}
ROUTES = (Route(method="POST", template="/graphql", handler=_answer),)
