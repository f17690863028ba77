"""Variables of the repository: whoever may write may change them, so no check may hang on one.

An unset variable is an empty text in a workflow. Source: REST description, "Actions variables".
"""

from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError, Response, not_found
from tests.rehearsal.hosts.hub import page
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import now


def _require(call: Call, level: str) -> None:
    """Ask an App for the permission of its own; a person who may write may do this too."""
    own, level = ("actions-variables", level) if call.bearer.is_app else ("contents", "write")
    call.bearer.require(f"{own}:{level}")


def _view(name: str, value: str) -> dict[str, Json]:
    return {"name": name, "value": value, "created_at": now(), "updated_at": now()}


def _listing(call: Call) -> Response:
    _require(call, "read")
    rows = [_view(name, value) for name, value in sorted(call.hub.state.variables.items())]
    return page(call, rows, "variables")


def _get(call: Call) -> Response:
    _require(call, "read")
    return Response.json(200, _view(name := _existing(call), call.hub.state.variables[name]))


def _create(call: Call) -> Response:
    _require(call, "write")
    body = Document.of(call.request)
    name = body.need("name").upper()
    if name in call.hub.state.variables:
        raise RefusedError(409, "Already exists - Variable already exists")
    call.hub.state.variables[name] = body.text("value") or ""
    return Response.json(201, {})


def _edit(call: Call) -> Response:
    _require(call, "write")
    call.hub.state.variables[_existing(call)] = Document.of(call.request).text("value") or ""
    return Response(status=204)


def _delete(call: Call) -> Response:
    _require(call, "write")
    del call.hub.state.variables[_existing(call)]
    return Response(status=204)


def _existing(call: Call) -> str:
    if (name := call.parts["name"].upper()) not in call.hub.state.variables:
        raise not_found()
    return name


_ALL = "/repos/{owner}/{repo}/actions/variables"
_ONE = f"{_ALL}/{{name}}"
ROUTES = (
    Route(method="GET", template=_ALL, handler=_listing),
    Route(method="POST", template=_ALL, handler=_create),
    Route(method="GET", template=_ONE, handler=_get),
    Route(method="PATCH", template=_ONE, handler=_edit),
    Route(method="DELETE", template=_ONE, handler=_delete),
)
