"""The labels of the repository and of a pull request, which GitHub takes for an issue here."""

from dataclasses import replace

from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError, Response, not_found
from tests.rehearsal.hosts.issues import require_write
from tests.rehearsal.hosts.pulls import pull_of
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import Pull, now
from tests.rehearsal.hosts.views import label_view


def _labels(call: Call, pull: Pull) -> Response:
    call.hub.state.pulls[pull.number] = pull
    return Response.json(200, [label_view(call.hub.repo, name) for name in pull.labels])


def _add(call: Call) -> Response:
    require_write(call)
    pull, given = pull_of(call), Document.of(call.request).texts("labels")
    _require_known(call, given)
    names = (*pull.labels, *(name for name in given if name not in pull.labels))
    return _labels(call, replace(pull, labels=names, updated_at=now()))


def _require_known(call: Call, given: tuple[str, ...]) -> None:
    """Make the labels that are not there, which the right to pull requests does not cover.

    Source: googleapis/release-please-action#1105, where GitHub's answer is quoted.
    """
    labels = call.hub.state.labels
    if not labels.issuperset(given) and not call.bearer.may("issues:write"):
        error: Json = {"resource": "Repository", "field": "label", "code": "unauthorized"}
        text = "You do not have permission to create labels on this repository."
        raise RefusedError(403, text, errors=[error])
    labels.update(given)


def _get(call: Call) -> Response:
    if (name := call.parts["name"]) not in call.hub.state.labels:
        raise not_found()
    return Response.json(200, label_view(call.hub.repo, name))


def _remove(call: Call) -> Response:
    require_write(call)
    pull, name = pull_of(call), call.parts["name"]
    if name not in pull.labels:
        raise RefusedError(404, "Label does not exist")
    rest = tuple(label for label in pull.labels if label != name)
    return _labels(call, replace(pull, labels=rest, updated_at=now()))


_ONE = "/repos/{owner}/{repo}/issues/{pull_id}"
ROUTES = (
    Route(method="GET", template="/repos/{owner}/{repo}/labels/{name+}", handler=_get),
    Route(method="POST", template=f"{_ONE}/labels", handler=_add),
    Route(method="DELETE", template=f"{_ONE}/labels/{{name+}}", handler=_remove),
)
