"""Git over HTTPS: clone and fetch for everybody, push for a token with contents: write."""

import re
import subprocess
from collections.abc import Iterator

from tests.rehearsal.hosts import rulesets
from tests.rehearsal.hosts.contained import close_contained
from tests.rehearsal.hosts.exchange import RefusedError, Response
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.tokens import ACTIONS_BOT, Bearer

# A command of a push: old and new commit, and the ref (gitprotocol-pack(5), "Reference Update").
_COMMAND = re.compile(rb"[0-9a-f]{40} [0-9a-f]{40} (refs/[^\0\n ]+)")


def _advertise(call: Call) -> Response:
    if call.request.query.get("service") == "git-receive-pack":
        _require_push(call)
    return _backend(call, "info/refs")


def _fetch(call: Call) -> Response:
    return _backend(call, "git-upload-pack")


def _push(call: Call) -> Response:
    _require_push(call)
    hub = call.hub
    before = {ref.name: ref.sha for ref in hub.repository.refs()}
    response = _backend(call, "git-receive-pack")
    after = {ref.name: ref.sha for ref in hub.repository.refs()}
    with hub.state.lock:
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                _moved(hub, call.bearer.login, name, after.get(name))
    return response


def _moved(hub: Hub, actor: str, name: str, sha: str | None) -> None:
    if name.startswith(("refs/heads/", "refs/tags/")):
        hub.happened("push" if sha else "delete", actor, name, sha=sha)
        close_contained(hub, name, actor)


def _require_push(call: Call) -> None:
    if call.bearer.actor is None:
        challenge = {"WWW-Authenticate": 'Basic realm="GitHub"'}
        raise RefusedError(401, "Authentication required", headers=challenge)
    if not call.bearer.may("contents:write"):
        repo = call.hub.repo.full_name
        raise RefusedError(403, f"Permission to {repo}.git denied to {call.bearer.actor}.")


def _backend(call: Call, tail: str) -> Response:
    """Run `git http-backend` with the request as CGI; git itself speaks the protocol."""
    environment = _environment(call, tail)
    done = subprocess.run(
        ["git", "http-backend"],  # noqa: S607 -- git of PATH
        input=call.request.body,
        env=environment,
        capture_output=True,
        check=False,
        timeout=120,
    )
    return _cgi(done.stdout)


def _environment(call: Call, tail: str) -> dict[str, str]:
    hub, request = call.hub, call.request
    return {
        **hub.repository.environment,
        "GIT_PROJECT_ROOT": str(hub.repository.git_dir),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{tail}",
        "REQUEST_METHOD": request.verb,
        "QUERY_STRING": request.raw_query,
        "CONTENT_TYPE": request.header("Content-Type"),
        "CONTENT_LENGTH": str(len(request.body)),
        "HTTP_CONTENT_ENCODING": request.header("Content-Encoding"),
        "GIT_PROTOCOL": request.header("Git-Protocol"),
        "REMOTE_USER": call.bearer.actor or "",
        "REMOTE_ADDR": "127.0.0.1",
        "REHEARSAL_WORKFLOWS": "allowed" if _may_edit_workflows(call.bearer) else "forbidden",
        "REHEARSAL_LOCKED": " ".join(sorted(_locked_tags(hub))),
        "REHEARSAL_FORBIDDEN": " ".join(_forbidden(call)),
    }


def _forbidden(call: Call) -> Iterator[str]:
    """Give what the rulesets forbid for each ref that a push names, as `rule:ref`."""
    for ref in sorted(set(_COMMAND.findall(call.request.body))):
        for rule in sorted(rulesets.forbidden(call.hub, call.bearer.actor, ref.decode())):
            yield f"{rule}:{ref.decode()}"


def _may_edit_workflows(bearer: Bearer) -> bool:
    return bearer.actor != ACTIONS_BOT and bearer.may("workflows:write")


def _locked_tags(hub: Hub) -> set[str]:
    with hub.state.lock:
        return {f"refs/tags/{tag}" for tag in hub.state.burned_tags}


def _cgi(output: bytes) -> Response:
    head, _, body = output.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
    status = int(fields.pop("Status", "200").split()[0])
    return Response(status=status, body=body, headers=fields)


def plain(refusal: RefusedError) -> Response:
    """Return a refusal as the web side words it: text, for people and for git."""
    text = Response.text(refusal.status, f"{refusal.message}\n")
    return Response(status=text.status, body=text.body, headers={**text.headers, **refusal.headers})


_REPO = "/{owner}/{repo}"
ROUTES = (
    Route(
        method="GET",
        template=f"{_REPO}/info/refs",
        handler=_advertise,
        anonymous=True,
        locks=False,
    ),
    Route(
        method="POST",
        template=f"{_REPO}/git-upload-pack",
        handler=_fetch,
        anonymous=True,
        locks=False,
    ),
    Route(
        method="POST",
        template=f"{_REPO}/git-receive-pack",
        handler=_push,
        anonymous=True,
        locks=False,
    ),
)
