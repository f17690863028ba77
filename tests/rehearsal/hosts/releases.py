"""Releases: drafts, publishing, Latest, immutability, and what burns a tag's name."""

import secrets
from dataclasses import replace

from tests.rehearsal.hosts import rulesets
from tests.rehearsal.hosts.assets import assets_of, release_of, visible
from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError, Response, invalid, not_found
from tests.rehearsal.hosts.hub import Hub, page
from tests.rehearsal.hosts.release_views import release_view
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import Release, now


def published(hub: Hub, tag: str) -> Release | None:
    """Return the published release of `tag`; drafts are never found by tag."""
    rows = hub.state.releases.values()
    return next((row for row in rows if not row.draft and row.tag == tag), None)


def latest(hub: Hub) -> Release | None:
    """Return the release that was made Latest last and still exists."""
    rows = [row for row in hub.state.releases.values() if row.rank and not row.draft]
    return max(rows, key=lambda row: row.rank, default=None)


def _view(call: Call, release: Release) -> Json:
    return release_view(call.hub.repo, release, assets_of(call.hub, release))


def _shown(call: Call, release: Release | None, status: int = 200) -> Response:
    if release is None:
        raise not_found()
    return Response.json(status, _view(call, release))


def _listing(call: Call) -> Response:
    rows = sorted(call.hub.state.releases.values(), key=lambda row: -row.id)
    return page(call, [_view(call, row) for row in rows if visible(call.bearer, row)])


def _get(call: Call) -> Response:
    return _shown(call, release_of(call))


def _by_tag(call: Call) -> Response:
    return _shown(call, published(call.hub, call.parts["tag"]))


def _latest(call: Call) -> Response:
    return _shown(call, latest(call.hub))


def _create(call: Call) -> Response:
    body, hub = Document.of(call.request), call.hub
    tag = body.text("tag_name")
    if not tag:
        raise invalid("Release", "missing_field", "tag_name")
    release = Release(
        id=hub.state.next_id(),
        tag=tag,
        target=body.text("target_commitish") or hub.repo.default_branch,
        name=body.text("name"),
        body=body.text("body"),
        draft=True,
        prerelease=bool(body.flag("prerelease")),
        author=call.bearer.login,
        slug=secrets.token_hex(10),
        created_at=now(),
    )
    _require_usable(call, release)
    if not body.flag("draft"):
        release = _publish(call, release, body)
    hub.state.releases[release.id] = release
    return _shown(call, release, 201)


def _require_usable(call: Call, release: Release) -> str:
    """Return the commit the tag has or will get; raise what GitHub says against it."""
    hub = call.hub
    if release.tag in hub.state.burned_tags:
        text = "tag_name was used by an immutable release"
        raise invalid("Release", "custom", "tag_name", text)
    tagged = hub.repository.commit(f"refs/tags/{release.tag}")
    if tagged is not None:
        return tagged.sha
    git = hub.repository
    target = git.branch(release.target) or git.commit(release.target)
    if target is None:
        raise invalid("Release", "invalid", "target_commitish")
    hub.require_workflows(call.bearer, target.sha, not_found())
    return target.sha


def _publish(call: Call, release: Release, body: Document) -> Release:
    hub, state = call.hub, call.hub.state
    if published(hub, release.tag) is not None:
        raise invalid("Release", "already_exists", "tag_name")
    sha = _require_usable(call, release)
    if hub.repository.ref(f"refs/tags/{release.tag}") is None:
        rulesets.require_tag(hub, call.bearer, release.tag)
    if hub.repository.set_ref(f"refs/tags/{release.tag}", sha, old=None):
        hub.happened("push", call.bearer.login, f"refs/tags/{release.tag}", sha=sha)
    hub.happened(
        "release", call.bearer.login, f"refs/tags/{release.tag}", sha=sha, action="published"
    )
    if state.immutable_releases:
        state.burned_tags.add(release.tag)
    return replace(
        release,
        draft=False,
        published_at=now(),
        immutable=state.immutable_releases,
        rank=_rank(call, release, body),
    )


def _rank(call: Call, release: Release, body: Document) -> int:
    """Return the place in line for Latest: 0 for a prerelease, or when `make_latest` is false."""
    wish = body.text("make_latest")
    if wish not in {None, "true", "false", "legacy"}:
        raise invalid("Release", "invalid", "make_latest")
    if wish == "false" or release.prerelease:
        return 0
    return call.hub.state.next_id()


def _edit(call: Call) -> Response:
    release, body = release_of(call), Document.of(call.request)
    _require_open(release, body)
    changed = replace(
        release,
        tag=body.text("tag_name") or release.tag,
        target=body.text("target_commitish") or release.target,
        name=body.text("name") if "name" in body else release.name,
        body=body.text("body") if "body" in body else release.body,
        prerelease=_either(body.flag("prerelease"), release.prerelease),
    )
    if release.draft and body.flag("draft") is False:
        changed = _publish(call, changed, body)
    elif not release.draft and "make_latest" in body:
        changed = replace(changed, rank=_rank(call, changed, body))
    call.hub.state.releases[release.id] = changed
    return _shown(call, changed)


def _either(new: bool | None, old: bool) -> bool:  # noqa: FBT001 -- two values of one member
    return old if new is None else new


def _require_open(release: Release, body: Document) -> None:
    """Of an immutable release only title, notes and flags may change; a draft is never again."""
    moved = body.text("tag_name") not in {None, release.tag}
    moved |= body.text("target_commitish") not in {None, release.target}
    if release.immutable and (moved or body.flag("draft")):
        raise RefusedError(422, "Cannot update an immutable release.")


def _delete(call: Call) -> Response:
    release, state = release_of(call), call.hub.state
    for asset in assets_of(call.hub, release):
        del state.assets[asset.id]
    del state.releases[release.id]
    return Response(status=204)


def _immutable(call: Call) -> Response:
    if not call.hub.state.immutable_releases:
        raise not_found()
    return Response.json(200, {"enabled": True, "enforced_by_owner": False})


_ALL = "/repos/{owner}/{repo}/releases"
_ONE = "/repos/{owner}/{repo}/releases/{release_id}"
_SETTING = "/repos/{owner}/{repo}/immutable-releases"
ROUTES = (
    Route(method="GET", template=_ALL, handler=_listing, right="contents:read"),
    Route(method="POST", template=_ALL, handler=_create, right="contents:write"),
    Route(method="GET", template=f"{_ALL}/latest", handler=_latest, right="contents:read"),
    Route(method="GET", template=f"{_ALL}/tags/{{tag+}}", handler=_by_tag, right="contents:read"),
    Route(method="GET", template=_ONE, handler=_get, right="contents:read"),
    Route(method="PATCH", template=_ONE, handler=_edit, right="contents:write"),
    Route(method="DELETE", template=_ONE, handler=_delete, right="contents:write"),
    Route(method="GET", template=_SETTING, handler=_immutable, right="administration:read"),
)
