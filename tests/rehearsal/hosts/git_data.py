"""The git database: refs, commits, trees, blobs."""

import base64
import binascii

from tests.rehearsal.hosts import rulesets
from tests.rehearsal.hosts.contained import close_contained
from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import RefusedError, Response, not_found
from tests.rehearsal.hosts.git_views import git_commit_view, ref_view, tree_rows
from tests.rehearsal.hosts.hub import Hub, page
from tests.rehearsal.hosts.objects import TREE, Person
from tests.rehearsal.hosts.repository import Ref
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import now
from tests.rehearsal.hosts.views import user_id

_MODES = frozenset({"100644", "100755", "120000", "040000", "160000"})
GITHUB = ("GitHub", "noreply@github.com")  # the committer of what the web side writes


def _get_ref(call: Call) -> Response:
    found = call.hub.repository.ref(f"refs/{call.parts['ref']}")
    if found is None:
        raise not_found()
    return Response.json(200, ref_view(call.hub.repo, found))


def _matching(call: Call) -> Response:
    rows = call.hub.repository.refs(f"refs/{call.parts['ref']}")
    return page(call, [ref_view(call.hub.repo, row) for row in rows])


def _create_ref(call: Call) -> Response:
    body, hub = Document.of(call.request), call.hub
    name, sha = body.need("ref"), body.need("sha")
    if not name.startswith("refs/") or name.count("/") < 2:
        raise RefusedError(422, "Reference name is not valid")
    found = hub.repository.objects.read(sha)
    if found is None or found.sha != sha:
        raise RefusedError(422, "Object does not exist")
    if name.removeprefix("refs/tags/") in hub.state.burned_tags:
        raise RefusedError(422, "Cannot create ref: the tag was used by an immutable release")
    rulesets.require(hub, call.bearer, "creation", name)
    _require_workflows(call, sha)
    if not hub.repository.set_ref(name, sha, old=None):
        raise RefusedError(422, "Reference already exists")
    hub.happened("push", call.bearer.login, name, sha=sha)
    return Response.json(201, ref_view(hub.repo, Ref(name=name, sha=sha, kind=found.kind)))


def _require_workflows(call: Call, sha: str) -> None:
    accepted = {"X-Accepted-GitHub-Permissions": "contents=write,workflows=write"}
    text = "Resource not accessible by integration"
    call.hub.require_workflows(call.bearer, sha, RefusedError(403, text, headers=accepted))


def locked(hub: Hub, name: str) -> bool:
    """Say whether `name` is the tag of an immutable release that exists."""
    tag = name.removeprefix("refs/tags/")
    rows = hub.state.releases.values()
    return any(row.immutable and row.tag == tag for row in rows) and tag != name


def _existing(call: Call, rule: str) -> Ref:
    name = f"refs/{call.parts['ref']}"
    if locked(call.hub, name):
        raise RefusedError(422, "Cannot update this protected ref.")
    found = call.hub.repository.ref(name)
    if found is None:
        raise RefusedError(422, "Reference does not exist")
    rulesets.require(call.hub, call.bearer, rule, name)
    return found


def _move_ref(call: Call) -> Response:
    body, hub, found = Document.of(call.request), call.hub, _existing(call, "update")
    sha = body.need("sha")
    target = hub.repository.objects.read(sha)
    if target is None:
        raise RefusedError(422, "Object does not exist")
    if not hub.repository.contains(sha, found.sha):
        if not body.flag("force"):
            raise RefusedError(422, "Update is not a fast forward")
        rulesets.require(hub, call.bearer, "non_fast_forward", found.name)
    _require_workflows(call, sha)
    hub.repository.set_ref(found.name, sha, old=found.sha)
    hub.happened("push", call.bearer.login, found.name, sha=sha)
    close_contained(hub, found.name, call.bearer.login)
    return Response.json(200, ref_view(hub.repo, Ref(name=found.name, sha=sha, kind=target.kind)))


def _delete_ref(call: Call) -> Response:
    found = _existing(call, "deletion")
    call.hub.repository.delete_ref(found.name)
    call.hub.happened("delete", call.bearer.login, found.name)
    return Response(status=204)


def _get_commit(call: Call) -> Response:
    commit = call.hub.repository.commit(call.parts["sha"])
    if commit is None or commit.sha != call.parts["sha"]:
        raise not_found()
    return Response.json(200, git_commit_view(call.hub, commit))


def _create_commit(call: Call) -> Response:
    body, hub = Document.of(call.request), call.hub
    tree = hub.repository.objects.read(body.need("tree"))
    if tree is None or tree.kind != "tree":
        raise RefusedError(422, "Tree SHA does not exist")
    parents = body.texts("parents")
    if any(hub.repository.commit(parent) is None for parent in parents):
        raise RefusedError(422, "Parent SHA does not exist or is not a commit object")
    by = _people(call, body)
    sha = hub.repository.objects.write_commit(
        tree.sha, parents, by=by, message=body.need("message")
    )
    if call.bearer.is_app and not {"author", "committer"} & set(body.members):
        # GitHub signs what a bot commits only when the bot does not choose who it is.
        hub.state.signed_commits.add(sha)
    commit = hub.repository.commit(sha)
    if commit is None:
        raise not_found()
    return Response.json(201, git_commit_view(hub, commit))


def _people(call: Call, body: Document) -> tuple[Person, Person]:
    author = _person(body.part("author"), account(call.bearer.login))
    chosen = "author" in body or "committer" in body
    default = author if chosen else Person(name=GITHUB[0], email=GITHUB[1], date=author.date)
    return author, _person(body.part("committer"), default)


def _person(given: Document, default: Person) -> Person:
    return Person(
        name=given.text("name") or default.name,
        email=given.text("email") or default.email,
        date=given.text("date") or default.date,
    )


def account(login: str) -> Person:
    """Return an account as an author, with the address GitHub makes for it."""
    email = f"{user_id(login)}+{login}@users.noreply.github.com"
    return Person(name=login, email=email, date=now())


def _get_tree(call: Call) -> Response:
    objects = call.hub.repository.objects
    found = objects.read(f"{call.parts['tree']}^{{tree}}")
    if found is None:
        raise not_found()
    deep = call.request.query.get("recursive", "0") not in {"0", "false"}
    return _tree(call, found.sha, 200, deep=deep)


def _tree(call: Call, sha: str, status: int, *, deep: bool = False) -> Response:
    objects, repo = call.hub.repository.objects, call.hub.repo
    entries = objects.flat(sha) if deep else objects.entries(sha)
    return Response.json(
        status,
        {
            "sha": sha,
            "url": f"{repo.api}/git/trees/{sha}",
            "tree": tree_rows(repo, entries),
            "truncated": False,
        },
    )


def _create_tree(call: Call) -> Response:
    body, objects = Document.of(call.request), call.hub.repository.objects
    base = body.text("base_tree")
    if base is not None and objects.read(f"{base}^{{tree}}") is None:
        raise RefusedError(422, "base_tree is not a valid tree oid")
    edits = {row.need("path"): _entry(call.hub, row) for row in body.parts("tree")}
    tree = objects.edit_tree(f"{base}^{{tree}}" if base else None, edits)
    return _tree(call, tree, 201)


def _entry(hub: Hub, row: Document) -> tuple[str, str] | None:
    content, mode = row.text("content"), row.text("mode") or "100644"
    if mode not in _MODES:
        raise RefusedError(422, f"tree.mode {mode} is not supported")
    mode = TREE if mode == "040000" else mode
    if content is not None:
        return mode, hub.repository.objects.write("blob", content.encode())
    sha = row.text("sha")
    if sha is None:
        return None  # deletes the path
    if hub.repository.objects.read(sha) is None:
        raise RefusedError(422, f"tree.sha {sha} is not a valid blob or tree")
    return mode, sha


def _get_blob(call: Call) -> Response:
    found = call.hub.repository.objects.read(call.parts["sha"])
    if found is None or found.kind != "blob":
        raise not_found()
    if "raw" in call.request.header("Accept"):
        return Response.data(found.data, "application/vnd.github.raw")
    return Response.json(
        200,
        {
            "sha": found.sha,
            "node_id": f"B_{found.sha}",
            "size": len(found.data),
            "url": f"{call.hub.repo.api}/git/blobs/{found.sha}",
            "content": base64.encodebytes(found.data).decode(),
            "encoding": "base64",
        },
    )


def _create_blob(call: Call) -> Response:
    body = Document.of(call.request)
    content = (body.text("content") or "").encode()
    if body.text("encoding") == "base64":
        try:
            content = base64.b64decode(content)
        except binascii.Error as error:
            raise RefusedError(422, "content is not valid Base64") from error
    sha = call.hub.repository.objects.write("blob", content)
    return Response.json(201, {"sha": sha, "url": f"{call.hub.repo.api}/git/blobs/{sha}"})


_GIT = "/repos/{owner}/{repo}/git"
_READ, _WRITE = "contents:read", "contents:write"
ROUTES = (
    Route(method="GET", template=f"{_GIT}/ref/{{ref+}}", handler=_get_ref, right=_READ),
    Route(method="GET", template=f"{_GIT}/refs/{{ref+}}", handler=_get_ref, right=_READ),
    Route(method="GET", template=f"{_GIT}/matching-refs/{{ref+}}", handler=_matching, right=_READ),
    Route(method="POST", template=f"{_GIT}/refs", handler=_create_ref, right=_WRITE),
    Route(method="PATCH", template=f"{_GIT}/refs/{{ref+}}", handler=_move_ref, right=_WRITE),
    Route(method="DELETE", template=f"{_GIT}/refs/{{ref+}}", handler=_delete_ref, right=_WRITE),
    Route(method="GET", template=f"{_GIT}/commits/{{sha}}", handler=_get_commit, right=_READ),
    Route(method="POST", template=f"{_GIT}/commits", handler=_create_commit, right=_WRITE),
    Route(method="GET", template=f"{_GIT}/trees/{{tree+}}", handler=_get_tree, right=_READ),
    Route(method="POST", template=f"{_GIT}/trees", handler=_create_tree, right=_WRITE),
    Route(method="GET", template=f"{_GIT}/blobs/{{sha}}", handler=_get_blob, right=_READ),
    Route(method="POST", template=f"{_GIT}/blobs", handler=_create_blob, right=_WRITE),
)
