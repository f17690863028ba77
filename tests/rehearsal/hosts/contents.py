"""The repository to read: itself, files and folders, commits, comparisons, branches, tags."""

import base64

from tests.rehearsal.hosts.exchange import Json, RefusedError, Response, not_found
from tests.rehearsal.hosts.git_views import change_view, commit_view, entry_kind
from tests.rehearsal.hosts.hub import Hub, page
from tests.rehearsal.hosts.objects import Commit, Object
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.settings import of_administrators
from tests.rehearsal.hosts.views import full_repository, public_user

_HISTORY = 250  # the commits one comparison lists at most


def _repository(call: Call) -> Response:
    bearer = call.bearer
    push = bearer.may("contents:write")
    rights: Json = {"admin": bearer.may("administration:write"), "push": push, "pull": True}
    more = of_administrators(call)
    whole = {**full_repository(call.hub.repo), "has_issues": call.hub.state.issues_on}
    return Response.json(200, {**whole, **more, "permissions": rights})


def _user(call: Call) -> Response:
    if call.bearer.is_app:
        raise RefusedError(403, "Resource not accessible by integration")
    return Response.json(200, public_user(call.bearer.login))


def commit_of(hub: Hub, name: str) -> Commit:
    """Return the commit that a branch, tag or SHA stands for, or raise 404."""
    found = hub.repository.branch(name) or hub.repository.commit(name)
    if found is None:
        raise not_found()
    return found


def _contents(call: Call) -> Response:
    hub, path = call.hub, call.parts.get("path", "").strip("/")
    ref = call.request.query.get("ref") or hub.repo.default_branch
    found = hub.repository.branch(ref) or hub.repository.commit(ref)
    if found is None:
        raise RefusedError(404, f"No commit found for the ref {ref}")
    inner = hub.repository.objects.read(f"{found.sha}:{path}")
    if inner is None:
        raise not_found()
    if inner.kind == "tree":
        entries = hub.repository.objects.entries(inner.sha)
        return Response.json(200, [_row(hub, path, ref, item) for item in sorted(entries.items())])
    if "raw" in call.request.header("Accept"):
        return Response.data(inner.data, "application/vnd.github.raw; charset=utf-8")
    return Response.json(200, _file(hub, path, ref, inner))


def _row(hub: Hub, folder: str, ref: str, item: tuple[str, tuple[str, str]]) -> Json:
    name, (mode, sha) = item
    found = hub.repository.objects.read(sha)
    kind = {"tree": "dir", "commit": "submodule"}.get(entry_kind(mode), "file")
    size = len(found.data) if found and kind == "file" else 0
    return _entry(hub, f"{folder}/{name}".strip("/"), ref, (kind, sha, size))


def _entry(hub: Hub, path: str, ref: str, about: tuple[str, str, int]) -> dict[str, Json]:
    kind, sha, size = about
    url = f"{hub.repo.api}/contents/{path}?ref={ref}"
    git = f"{hub.repo.api}/git/{'trees' if kind == 'dir' else 'blobs'}/{sha}"
    web = f"{hub.repo.web}/{'tree' if kind == 'dir' else 'blob'}/{ref}/{path}"
    raw = f"https://raw.githubusercontent.com/{hub.repo.full_name}/{ref}/{path}"
    return {
        "type": kind,
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "size": size,
        "url": url,
        "git_url": git,
        "html_url": web,
        "download_url": raw if kind == "file" else None,
        "_links": {"self": url, "git": git, "html": web},
    }


def _file(hub: Hub, path: str, ref: str, blob: Object) -> Json:
    content = base64.encodebytes(blob.data).decode()
    about = ("file", blob.sha, len(blob.data))
    return {**_entry(hub, path, ref, about), "encoding": "base64", "content": content}


def _commits(call: Call) -> Response:
    hub = call.hub
    tip = commit_of(hub, call.request.query.get("sha") or hub.repo.default_branch)
    shas = hub.repository.history(tip.sha, _HISTORY)
    return page(call, [commit_view(hub, commit_of(hub, sha)) for sha in shas])


def _commit(call: Call) -> Response:
    hub, ref = call.hub, call.parts["ref"]
    found = hub.repository.branch(ref) or hub.repository.commit(ref)
    if found is None:
        raise RefusedError(422, f"No commit found for SHA: {ref}")
    if "vnd.github.sha" in call.request.header("Accept"):
        return Response.text(200, found.sha, "application/vnd.github.sha; charset=utf-8")
    return Response.json(200, commit_view(hub, found))


def _compare(call: Call) -> Response:
    hub, git = call.hub, call.hub.repository
    old, dots, new = call.parts["basehead"].partition("...")
    if not dots:
        raise not_found()
    base, head = commit_of(hub, old), commit_of(hub, new.rpartition(":")[2])
    common = git.merge_base(base.sha, head.sha)
    if common is None:
        raise not_found()
    ahead, behind = git.between(base.sha, head.sha), git.between(head.sha, base.sha)
    changes = git.changes(common, head.sha)
    url, web = f"{hub.repo.api}/compare/{old}...{new}", f"{hub.repo.web}/compare/{old}...{new}"
    return Response.json(
        200,
        {
            "url": url,
            "html_url": web,
            "permalink_url": f"{hub.repo.web}/compare/{base.sha}...{head.sha}",
            "diff_url": f"{web}.diff",
            "patch_url": f"{web}.patch",
            "status": _status(len(ahead), len(behind)),
            "ahead_by": len(ahead),
            "behind_by": len(behind),
            "total_commits": len(ahead),
            "base_commit": commit_view(hub, base),
            "merge_base_commit": commit_view(hub, commit_of(hub, common)),
            "commits": [commit_view(hub, commit_of(hub, sha)) for sha in ahead[:_HISTORY]],
            "files": [change_view(hub.repo, change, head.sha) for change in changes],
        },
    )


def _status(ahead: int, behind: int) -> str:
    if ahead and behind:
        return "diverged"
    if ahead:
        return "ahead"
    return "behind" if behind else "identical"


def _branch(call: Call) -> Response:
    hub, name = call.hub, call.parts["branch"]
    found = hub.repository.branch(name)
    if found is None:
        raise RefusedError(404, "Branch not found")
    url, web = f"{hub.repo.api}/branches/{name}", f"{hub.repo.web}/tree/{name}"
    return Response.json(
        200,
        {
            "name": name,
            "commit": commit_view(hub, found),
            "_links": {"self": url, "html": web},
            "protected": False,
            "protection": {"enabled": False},
            "protection_url": f"{url}/protection",
        },
    )


def _tags(call: Call) -> Response:
    hub = call.hub
    names = [ref.name.removeprefix("refs/tags/") for ref in hub.repository.refs("refs/tags/")]
    return page(call, [_tag(hub, name) for name in reversed(names)])


def _tag(hub: Hub, name: str) -> Json:
    sha = commit_of(hub, f"refs/tags/{name}").sha
    return {
        "name": name,
        "node_id": f"REF_{name}",
        "commit": {"sha": sha, "url": f"{hub.repo.api}/commits/{sha}"},
        "zipball_url": f"{hub.repo.api}/zipball/refs/tags/{name}",
        "tarball_url": f"{hub.repo.api}/tarball/refs/tags/{name}",
    }


_REPO = "/repos/{owner}/{repo}"
_READ = "contents:read"
ROUTES = (
    Route(method="GET", template="/user", handler=_user),
    Route(method="GET", template=_REPO, handler=_repository),
    Route(method="GET", template=f"{_REPO}/contents", handler=_contents, right=_READ),
    Route(method="GET", template=f"{_REPO}/contents/", handler=_contents, right=_READ),
    Route(method="GET", template=f"{_REPO}/contents/{{path+}}", handler=_contents, right=_READ),
    Route(method="GET", template=f"{_REPO}/commits", handler=_commits, right=_READ),
    Route(method="GET", template=f"{_REPO}/commits/{{ref}}", handler=_commit, right=_READ),
    Route(method="GET", template=f"{_REPO}/compare/{{basehead+}}", handler=_compare, right=_READ),
    Route(method="GET", template=f"{_REPO}/branches/{{branch+}}", handler=_branch, right=_READ),
    Route(method="GET", template=f"{_REPO}/tags", handler=_tags, right=_READ),
)
