"""Issues and their comments: list, open, edit, close; one line of numbers with pull requests."""

from dataclasses import replace

from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError, Response, invalid, not_found
from tests.rehearsal.hosts.hub import Hub, page
from tests.rehearsal.hosts.issue_records import Comment, Issue
from tests.rehearsal.hosts.issue_views import comment_view, issue_view, pull_as_issue
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import Pull, now

_LONGEST = 65_536
_REASONS = {"completed", "not_planned", "reopened", "duplicate", None}


def next_number(hub: Hub) -> int:
    """Return the number that the next issue or pull request gets."""
    return max((*hub.state.issues, *hub.state.pulls), default=0) + 1


def _listing(call: Call) -> Response:
    """Answer with issues and pull requests, the newest first: GitHub lists both as issues."""
    hub, query = call.hub, call.request.query
    state, creator = query.get("state", "open"), query.get("creator")
    if state not in {"open", "closed", "all"}:
        raise invalid("Issue", "invalid", "state")
    rows: list[Issue | Pull] = [*hub.state.issues.values(), *hub.state.pulls.values()]
    rows.sort(key=lambda row: -row.number)
    found: list[Json] = [
        issue_view(hub, row) if isinstance(row, Issue) else pull_as_issue(hub, row)
        for row in rows
        if state in {"all", row.state} and creator in {None, row.author}
    ]
    return page(call, found)


def _require_on(hub: Hub) -> None:
    if not hub.state.issues_on:
        raise RefusedError(410, "Issues has been disabled in this repository.")


def _issue_of(call: Call) -> Issue:
    _require_on(call.hub)
    found = call.hub.state.issues.get(call.number("issue_id"))
    if found is None:
        raise not_found()
    return found


def _shown(call: Call, issue: Issue, status: int = 200) -> Response:
    return Response.json(status, issue_view(call.hub, issue))


def _create(call: Call) -> Response:
    hub, body = call.hub, Document.of(call.request)
    _require_on(hub)
    at = now()
    issue = Issue(
        id=hub.state.next_id(),
        number=next_number(hub),
        title=body.need("title"),
        body=_bounded(body.text("body")),
        author=call.bearer.login,
        created_at=at,
        updated_at=at,
    )
    hub.state.issues[issue.number] = issue
    hub.happened("issues", issue.author, f"refs/heads/{hub.repo.default_branch}", action="opened")
    return _shown(call, issue, 201)


def _bounded(text: str | None) -> str | None:
    if text is not None and len(text) > _LONGEST:
        raise invalid(
            "Issue", "custom", "body", f"body is too long (maximum is {_LONGEST} characters)"
        )
    return text


def _get(call: Call) -> Response:
    return _shown(call, _issue_of(call))


def _edit(call: Call) -> Response:
    issue, body = _issue_of(call), Document.of(call.request)
    state, reason = body.text("state") or issue.state, body.text("state_reason")
    if state not in {"open", "closed"}:
        raise invalid("Issue", "invalid", "state")
    if reason not in _REASONS:
        raise invalid("Issue", "invalid", "state_reason")
    changed = replace(
        issue,
        title=body.text("title") or issue.title,
        body=_bounded(body.text("body")) if "body" in body else issue.body,
        state=state,
        reason=(reason or "completed") if state == "closed" else None,
        updated_at=now(),
        closed_at=(issue.closed_at or now()) if state == "closed" else None,
    )
    call.hub.state.issues[issue.number] = changed
    return _shown(call, changed)


def _comments(call: Call) -> Response:
    issue = _issue_of(call)
    return page(call, [comment_view(call.hub, issue, comment) for comment in issue.comments])


def _comment(call: Call) -> Response:
    hub, pull = call.hub, call.hub.state.pulls.get(call.number("issue_id"))
    if pull:
        require_write(call)
        comment = _said(call)
        changed = replace(pull, comments=(*pull.comments, comment), updated_at=now())
        hub.state.pulls[pull.number] = changed
        return Response.json(201, comment_view(hub, changed, comment))
    call.bearer.require(_WRITE)
    issue, comment = _issue_of(call), _said(call)
    hub.state.issues[issue.number] = replace(issue, comments=(*issue.comments, comment))
    return Response.json(201, comment_view(hub, issue, comment))


def require_write(call: Call) -> None:
    """Either right will do for a pull request (REST description, "Add labels to an issue")."""
    if not call.bearer.may("issues:write"):
        call.bearer.require("pull-requests:write")


def _said(call: Call) -> Comment:
    hub = call.hub
    text = _bounded(Document.of(call.request).need("body")) or ""
    return Comment(id=hub.state.next_id(), body=text, author=call.bearer.login, created_at=now())


_ALL = "/repos/{owner}/{repo}/issues"
_ONE = f"{_ALL}/{{issue_id}}"
_READ, _WRITE = "issues:read", "issues:write"
ROUTES = (
    Route(method="GET", template=_ALL, handler=_listing, right=_READ),
    Route(method="POST", template=_ALL, handler=_create, right=_WRITE),
    Route(method="GET", template=_ONE, handler=_get, right=_READ),
    Route(method="PATCH", template=_ONE, handler=_edit, right=_WRITE),
    Route(method="GET", template=f"{_ONE}/comments", handler=_comments, right=_READ),
    Route(method="POST", template=f"{_ONE}/comments", handler=_comment),
)
