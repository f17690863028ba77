"""Files of releases: list, upload, rename, delete, and the way to their bytes."""

import re
import secrets
from contextlib import suppress
from dataclasses import replace

from tests.rehearsal.hosts.connection import BODY_LIMIT
from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import (
    Json,
    RefusedError,
    Request,
    Response,
    invalid,
    not_found,
)
from tests.rehearsal.hosts.hub import Hub, page
from tests.rehearsal.hosts.release_views import asset_view
from tests.rehearsal.hosts.routes import Call, Route, find
from tests.rehearsal.hosts.spool import digest
from tests.rehearsal.hosts.state import OBJECTS, Asset, Release, now
from tests.rehearsal.hosts.tokens import Bearer

_UPLOAD = "/repos/{owner}/{repo}/releases/{release_id}/assets"
_LIMIT = 1000  # assets of one release


def visible(bearer: Bearer, release: Release) -> bool:
    """Drafts exist for those who may write, and for nobody else."""
    return not release.draft or bearer.may("contents:write")


def release_of(call: Call) -> Release:
    """Return the release that the path names by id, or raise 404."""
    found = call.hub.state.releases.get(call.number("release_id"))
    if found is None or not visible(call.bearer, found):
        raise not_found()
    return found


def asset_of(call: Call) -> Asset:
    """Return the asset that the path names by id, or raise 404."""
    state = call.hub.state
    found = state.assets.get(call.number("asset_id"))
    if found is None or not visible(call.bearer, state.releases[found.release_id]):
        raise not_found()
    return found


def assets_of(hub: Hub, release: Release) -> tuple[Asset, ...]:
    """Return a release's assets in the order of upload."""
    rows = hub.state.assets.values()
    return tuple(asset for asset in rows if asset.release_id == release.id)


def object_url(hub: Hub, asset: Asset) -> str:
    """Return a signed address of an asset's bytes; the object host takes no token."""
    signature = secrets.token_urlsafe(32)
    hub.state.signed_urls[signature] = asset.id
    path = f"github-production-release-asset/{hub.repo.repository_id}/{asset.key}"
    return f"{OBJECTS}/{path}?sp=r&sig={signature}&rscd=attachment"


def sanitised(name: str) -> str:
    """Return the name that GitHub gives: other characters become dots, outer dots go.

    REST description of "Upload a release asset"; the set of characters is gh's own.
    """
    return re.sub(r"\.{2,}", ".", re.sub(r"[^A-Za-z0-9_+@-]+", ".", name)).strip(".")


def _listing(call: Call) -> Response:
    release = release_of(call)
    assets: list[Json] = [
        asset_view(call.hub.repo, release, asset) for asset in assets_of(call.hub, release)
    ]
    return page(call, assets)


def _get(call: Call) -> Response:
    asset = asset_of(call)
    if "application/octet-stream" not in call.request.header("Accept"):
        return _shown(call, asset, 200)
    if asset.state != "uploaded":
        raise not_found()
    return Response.redirect(object_url(call.hub, asset))


def _shown(call: Call, asset: Asset, status: int) -> Response:
    release = call.hub.state.releases[asset.release_id]
    return Response.json(status, asset_view(call.hub.repo, release, asset))


def _upload(call: Call) -> Response:
    release = release_of(call)
    name = _checked_name(call, release)
    return _shown(call, _store(call.hub, release, name, call), 201)


def _checked_name(call: Call, release: Release) -> str:
    if release.immutable:
        raise RefusedError(422, "Cannot upload assets to an immutable release.")
    if call.request.length is None and not call.request.body:
        raise RefusedError(400, "Bad Content-Length: ")
    if (call.request.length or 0) > BODY_LIMIT:
        text = f"size must be less than or equal to {BODY_LIMIT}"
        raise invalid("ReleaseAsset", "custom", "size", text)
    name = sanitised(call.request.query.get("name", ""))
    if not name:
        raise invalid("ReleaseAsset", "missing_field", "name")
    _require_free(call.hub, release, name)
    return name


def _require_free(hub: Hub, release: Release, name: str) -> None:
    others = assets_of(hub, release)
    if any(other.name == name for other in others):
        raise invalid("ReleaseAsset", "already_exists", "name")
    if len(others) >= _LIMIT:
        text = "file_count limited to 1000 assets per release"
        raise invalid("ReleaseAsset", "custom", "base", text)


def _store(hub: Hub, release: Release, name: str, call: Call, *, whole: bool = True) -> Asset:
    number = hub.state.next_id()
    path = hub.state.data / f"asset-{number}"
    if whole and call.request.spooled:
        call.request.spooled.replace(path)
    else:
        path.write_bytes(call.request.body if whole else b"")
    asset = Asset(
        id=number,
        release_id=release.id,
        name=name,
        label=call.request.query.get("label") or "",
        content_type=call.request.header("Content-Type") or "application/octet-stream",
        state="uploaded" if whole else "starter",
        size=path.stat().st_size,
        digest=digest(path) if whole else None,
        uploader=call.bearer.login,
        key=secrets.token_hex(16),
        path=path,
        created_at=now(),
    )
    hub.state.assets[number] = asset
    return asset


def half_upload(hub: Hub, request: Request) -> None:
    """Leave what a 502 during an upload leaves: an asset in the state `starter`."""
    if (found := find(UPLOAD_ROUTES, request)) is None:
        return
    # A call that would have been refused leaves nothing behind.
    with hub.state.lock, suppress(RefusedError):
        bearer = hub.tokens.authenticate(request)
        call = Call(hub=hub, request=request, bearer=bearer, parts=found[1])
        release = release_of(call)
        bearer.require("contents:write")
        _store(hub, release, _checked_name(call, release), call, whole=False)


def _edit(call: Call) -> Response:
    asset, body = asset_of(call), Document.of(call.request)
    release = call.hub.state.releases[asset.release_id]
    if release.immutable:
        raise RefusedError(422, "Cannot update assets of an immutable release.")
    name = sanitised(body.text("name") or asset.name)
    if name != asset.name:
        _require_free(call.hub, release, name)
    label = body.text("label") if "label" in body else asset.label
    changed = replace(asset, name=name, label=label)
    call.hub.state.assets[asset.id] = changed
    return _shown(call, changed, 200)


def _delete(call: Call) -> Response:
    asset = asset_of(call)
    if call.hub.state.releases[asset.release_id].immutable:
        raise RefusedError(422, "Cannot delete assets from an immutable release.")
    del call.hub.state.assets[asset.id]
    return Response(status=204)


_ONE = "/repos/{owner}/{repo}/releases/assets/{asset_id}"
ROUTES = (
    Route(method="GET", template=_UPLOAD, handler=_listing, right="contents:read"),
    Route(method="GET", template=_ONE, handler=_get, right="contents:read"),
    Route(method="PATCH", template=_ONE, handler=_edit, right="contents:write"),
    Route(method="DELETE", template=_ONE, handler=_delete, right="contents:write"),
)
UPLOAD_ROUTES = (Route(method="POST", template=_UPLOAD, handler=_upload, right="contents:write"),)
