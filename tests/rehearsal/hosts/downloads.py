"""Bytes for everybody: release downloads of github.com, the object host, raw files."""

from urllib.parse import quote

from tests.rehearsal.hosts.assets import assets_of, object_url
from tests.rehearsal.hosts.exchange import Request, Response
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.network import unsupported
from tests.rehearsal.hosts.releases import latest, published
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.spool import LONG
from tests.rehearsal.hosts.state import RAW


class Objects:
    """The host behind the redirects: bytes for whoever holds a signed address."""

    def __init__(self, hub: Hub) -> None:
        """Serve the assets of `hub`."""
        self._hub = hub

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        if request.verb != "GET":
            return unsupported(request)
        if request.header("Authorization"):
            # The store accepts one way to authenticate: a token beside a signature is an error,
            # and shows that a client leaked its token along the redirect (octokit.js#967).
            return Response.text(400, "<Code>InvalidAuthenticationInfo</Code>", "application/xml")
        state = self._hub.state
        with state.lock:
            number = state.signed_urls.get(request.query.get("sig", ""), 0)
            asset = state.assets.get(number)
        if asset is None or not request.path.endswith(f"/{asset.key}"):
            return Response.text(403, "<Code>AuthenticationFailed</Code>", "application/xml")
        if asset.size >= LONG:
            kind = {"Content-Type": "application/octet-stream"}
            return Response(status=200, headers=kind, spooled=asset.path)
        return Response.data(asset.path.read_bytes())


def _missing() -> Response:
    return Response.text(404, "Not Found")


def _download(call: Call) -> Response:
    release = published(call.hub, call.parts["tag"])
    assets = assets_of(call.hub, release) if release else ()
    for asset in assets:
        if asset.name == call.parts["name"] and asset.state == "uploaded":
            return Response.redirect(object_url(call.hub, asset))
    return _missing()


def _latest(call: Call) -> Response:
    release = latest(call.hub)
    if release is None:
        return _missing()
    place = f"{call.hub.repo.web}/releases/download/{quote(release.tag)}"
    return Response.redirect(f"{place}/{quote(call.parts['name'])}")


def _raw(call: Call) -> Response:
    """Answer `/owner/repo/<ref>/<path>`, where the ref itself may hold slashes."""
    words = call.parts["rest"].removeprefix("refs/heads/").split("/")
    for count in range(1, len(words)):
        ref, path = "/".join(words[:count]), "/".join(words[count:])
        found = call.hub.repository.objects.read(f"{ref}:{path}")
        if found is not None and found.kind == "blob":
            return Response.data(found.data, "text/plain; charset=utf-8")
    return Response.text(404, "404: Not Found")


def _raw_redirect(call: Call) -> Response:
    return Response.redirect(f"{RAW}/{call.hub.repo.full_name}/{quote(call.parts['rest'])}")


_RELEASES = "/{owner}/{repo}/releases"
WEB_ROUTES = (
    Route(
        method="GET",
        template=f"{_RELEASES}/latest/download/{{name}}",
        handler=_latest,
        anonymous=True,
    ),
    Route(
        method="GET",
        template=f"{_RELEASES}/download/{{tag+}}/{{name}}",
        handler=_download,
        anonymous=True,
    ),
    Route(
        method="GET", template="/{owner}/{repo}/raw/{rest+}", handler=_raw_redirect, anonymous=True
    ),
)
RAW_ROUTES = (
    Route(
        method="GET",
        template="/{owner}/{repo}/{rest+}",
        handler=_raw,
        anonymous=True,
        locks=False,
    ),
)
