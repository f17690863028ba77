"""GraphQL by the name of the operation: what gh asks, and nothing it does not."""

import re
from collections.abc import Callable

from tests.rehearsal.hosts.assets import visible
from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, Response
from tests.rehearsal.hosts.network import unsupported
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import Release

_NAME = re.compile(r"\s*(?:query|mutation)\s+(\w+)")


def _answer(call: Call) -> Response:
    body = Document.of(call.request)
    name = _NAME.match(body.text("query") or "")
    operation = _OPERATIONS.get(name[1]) if name else None
    if operation is None:
        return unsupported(call.request)
    return Response.json(200, {"data": operation(call, body.part("variables"))})


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


_ONE_PAGE: Json = {"hasNextPage": False, "endCursor": None}
_OPERATIONS: dict[str, Callable[[Call, Document], Json]] = {
    "RepositoryReleaseByTag": _release_by_tag,
    "Release_fields": _release_fields,
    "RepositoryReleaseList": _release_list,
}
ROUTES = (Route(method="POST", template="/graphql", handler=_answer),)
