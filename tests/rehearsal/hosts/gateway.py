"""One host's door: who asks, is there such a call, may they, and the words of a refusal."""

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace

from tests.rehearsal.hosts.exchange import RefusedError, Request, Response
from tests.rehearsal.hosts.hub import Hub, same_repository
from tests.rehearsal.hosts.network import unsupported
from tests.rehearsal.hosts.routes import Call, Route, find
from tests.rehearsal.hosts.tokens import Bearer

Wording = Callable[[RefusedError], Response]
_HOUR = 3600


class Gateway:
    """Answers for one host from its table of calls."""

    def __init__(
        self, hub: Hub, routes: Sequence[Route], *, wording: Wording = RefusedError.response
    ) -> None:
        """Serve `routes`; `wording` turns a refusal into this host's kind of answer."""
        self._hub = hub
        self._routes = tuple(routes)
        self._wording = wording

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        bearer = Bearer()
        try:
            bearer = self._hub.tokens.authenticate(request)
            response = self._perform(request, bearer)
        except RefusedError as refusal:
            response = self._wording(refusal)
        return replace(
            response, actor=bearer.actor, headers={**_limits(response), **response.headers}
        )

    def _perform(self, request: Request, bearer: Bearer) -> Response:
        found = find(self._routes, request)
        if found is None:
            return unsupported(request)
        route, parts = found
        hub = self._hub.lags.seen(self._hub, request)
        call = Call(hub=hub, request=request, bearer=bearer, parts=parts)
        _admit(route, call)
        before = self._hub.lags.before(self._hub, request)
        with self._hub.state.lock if route.locks else nullcontext():
            response = route.handler(call)
        self._hub.lags.wrote(before, response)
        return response


def _admit(route: Route, call: Call) -> None:
    """Raise unless the caller may make this call at all.

    Everything of a public repository may be read with any person's token. An App, GITHUB_TOKEN
    included, is held to the permission that GitHub documents for the call, in reading too: a right
    that a job forgets to ask for must not go unnoticed here.
    """
    if not route.anonymous and call.bearer.assertion is not None:
        raise RefusedError(401, "Bad credentials")
    if not route.anonymous and call.bearer.actor is None:
        raise _stranger(call.request)
    same_repository(call)
    if route.right is None or route.anonymous:
        return
    public = route.right in {"contents:read", "pull-requests:read", "actions:read"}
    if not (public and not call.bearer.is_app):
        call.bearer.require(route.right)


def _stranger(request: Request) -> RefusedError:
    """Without a token the API is spent before it starts: hosted runners share one address."""
    if request.path == "/graphql":
        return RefusedError(401, "This endpoint requires you to be authenticated.")
    if request.verb != "GET":
        return RefusedError(401, "Requires authentication")
    text = "API rate limit exceeded for 203.0.113.7. (But here's the good news: Authenticated"
    text += " requests get a higher rate limit. Check out the documentation for more details.)"
    return RefusedError(403, text, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Used": "60"})


def _limits(response: Response) -> dict[str, str]:
    if "application/json" not in response.headers.get("Content-Type", ""):
        return {}
    return {
        "X-RateLimit-Limit": "5000",
        "X-RateLimit-Remaining": "4990",
        "X-RateLimit-Used": "10",
        "X-RateLimit-Reset": str(int(time.time()) + _HOUR),
        "X-RateLimit-Resource": "core",
        "X-GitHub-Api-Version-Selected": "2022-11-28",
    }
