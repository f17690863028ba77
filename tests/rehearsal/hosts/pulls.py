"""Pull requests: open, find, edit, merge."""

from dataclasses import replace

from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import RefusedError, Response, invalid, not_found
from tests.rehearsal.hosts.git_data import GITHUB, account
from tests.rehearsal.hosts.git_views import change_view
from tests.rehearsal.hosts.hub import Hub, page
from tests.rehearsal.hosts.issues import next_number
from tests.rehearsal.hosts.objects import Person
from tests.rehearsal.hosts.pull_views import full_view, simple_view
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import Pull, now
from tests.rehearsal.hosts.tokens import ACTIONS_BOT


def head_of(hub: Hub, pull: Pull) -> str:
    """Return the commit of a pull request's head; a merged one keeps its last."""
    tip = hub.repository.branch(pull.head) if pull.state == "open" else None
    return tip.sha if tip else pull.head_sha


def pull_of(call: Call) -> Pull:
    """Return the pull request that the path names, or raise 404."""
    numbers = call.hub.state.pulls
    found = numbers.get(call.number("pull_id"))
    if found is None:
        raise not_found()
    return found


def _listing(call: Call) -> Response:
    hub, query = call.hub, call.request.query
    state, head, base = query.get("state", "open"), query.get("head"), query.get("base")
    rows = [
        pull
        for pull in sorted(hub.state.pulls.values(), key=lambda pull: -pull.number)
        if state in {"all", pull.state}
        and head in {None, f"{hub.repo.owner}:{pull.head}"}
        and base in {None, pull.base}
    ]
    return page(call, [simple_view(hub, pull, head_of(hub, pull)) for pull in rows])


def _shown(call: Call, pull: Pull, status: int = 200) -> Response:
    return Response.json(status, full_view(call.hub, pull, head_of(call.hub, pull)))


def _get(call: Call) -> Response:
    return _shown(call, pull_of(call))


def _create(call: Call) -> Response:
    hub, body = call.hub, Document.of(call.request)
    if call.bearer.actor == ACTIONS_BOT and not hub.state.actions_may_open_pull_requests:
        text = "GitHub Actions is not permitted to create or approve pull requests."
        raise RefusedError(403, text)
    head, base = body.need("head").rpartition(":")[2], body.need("base")
    sha = _require_openable(hub, head, base)
    at = now()
    pull = Pull(
        id=hub.state.next_id(),
        number=next_number(hub),
        title=body.need("title"),
        body=body.text("body"),
        head=head,
        base=base,
        head_sha=sha,
        author=call.bearer.login,
        draft=bool(body.flag("draft")),
        created_at=at,
        updated_at=at,
    )
    hub.state.pulls[pull.number] = pull
    hub.happened("pull_request", pull.author, f"refs/heads/{head}", sha=sha, action="opened")
    return _shown(call, pull, 201)


def _require_openable(hub: Hub, head: str, base: str) -> str:
    """Return the head's commit; raise what GitHub says against this pair of branches."""
    tip, target = hub.repository.branch(head), hub.repository.branch(base)
    if tip is None:
        raise invalid("PullRequest", "invalid", "head")
    if target is None:
        raise invalid("PullRequest", "invalid", "base")
    pairs = {(pull.head, pull.base) for pull in hub.state.pulls.values() if pull.state == "open"}
    if (head, base) in pairs:
        raise _custom(f"A pull request already exists for {hub.repo.owner}:{head}.")
    if hub.repository.contains(target.sha, tip.sha):
        raise _custom(f"No commits between {base} and {head}")
    return tip.sha


def _custom(text: str) -> RefusedError:
    error = {"resource": "PullRequest", "code": "custom", "message": text}
    return RefusedError(422, "Validation Failed", errors=[error])


def _edit(call: Call) -> Response:
    pull, body = pull_of(call), Document.of(call.request)
    state = body.text("state") or pull.state
    if state not in {"open", "closed"}:
        raise invalid("PullRequest", "invalid", "state")
    if pull.state == "closed" and state == "open":
        _require_reopenable(call.hub, pull)
    closed = pull.closed_at or now()
    changed = replace(
        pull,
        title=body.text("title") or pull.title,
        body=body.text("body") if "body" in body else pull.body,
        base=body.text("base") or pull.base,
        state=state,
        head_sha=head_of(call.hub, pull),
        updated_at=now(),
        closed_at=closed if state == "closed" else None,
    )
    call.hub.state.pulls[pull.number] = changed
    return _shown(call, changed)


def _require_reopenable(hub: Hub, pull: Pull) -> None:
    if pull.merged_at:
        raise invalid("PullRequest", "invalid", "state")
    _require_openable(hub, pull.head, pull.base)


def _files(call: Call) -> Response:
    hub, pull = call.hub, pull_of(call)
    head = head_of(hub, pull)
    base = hub.repository.merge_base(f"refs/heads/{pull.base}", head) or head
    changes = hub.repository.changes(base, head)
    return page(call, [change_view(hub.repo, change, head) for change in changes])


def _merge(call: Call) -> Response:
    pull, body = pull_of(call), Document.of(call.request)
    if body.text("sha") not in {None, head_of(call.hub, pull)}:
        raise RefusedError(409, "Head branch was modified. Review and try the merge again.")
    if body.text("merge_method") not in {None, "squash"}:
        raise RefusedError(405, "Only squash merges are allowed on this repository.")
    sha = merge(call.hub, pull, call.bearer.login)
    text = "Pull Request successfully merged"
    return Response.json(200, {"sha": sha, "merged": True, "message": text})


def merge(hub: Hub, pull: Pull, actor: str) -> str:
    """Squash a pull request onto its base as `actor`, and return the new commit."""
    git, head = hub.repository, head_of(hub, pull)
    base = git.branch(pull.base)
    tree = git.merged_tree(base.sha, head) if base and pull.state == "open" else None
    if base is None or tree is None:
        raise RefusedError(405, "Pull Request is not mergeable")
    author = account(actor)
    by = (author, Person(name=GITHUB[0], email=GITHUB[1], date=author.date))
    message = f"{pull.title} (#{pull.number})\n"
    sha = git.objects.write_commit(tree, [base.sha], by=by, message=message)
    git.set_ref(f"refs/heads/{pull.base}", sha, old=base.sha)
    hub.state.signed_commits.add(sha)
    hub.state.pulls[pull.number] = replace(
        pull,
        state="closed",
        head_sha=head,
        merged_at=now(),
        closed_at=now(),
        updated_at=now(),
        merge_sha=sha,
        merged_by=actor,
    )
    hub.happened("pull_request", actor, f"refs/heads/{pull.head}", sha=head, action="closed")
    hub.happened("push", actor, f"refs/heads/{pull.base}", sha=sha)
    return sha


_ALL = "/repos/{owner}/{repo}/pulls"
_ONE = "/repos/{owner}/{repo}/pulls/{pull_id}"
_READ, _WRITE = "pull-requests:read", "pull-requests:write"
ROUTES = (
    Route(method="GET", template=_ALL, handler=_listing, right=_READ),
    Route(method="POST", template=_ALL, handler=_create, right=_WRITE),
    Route(method="GET", template=_ONE, handler=_get, right=_READ),
    Route(method="PATCH", template=_ONE, handler=_edit, right=_WRITE),
    Route(method="GET", template=f"{_ONE}/files", handler=_files, right=_READ),
    Route(method="PUT", template=f"{_ONE}/merge", handler=_merge, right="contents:write"),
)
