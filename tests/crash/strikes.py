"""What can happen to one call: cuts, refusals, and answers that are not what was asked for."""

import json
from collections.abc import Callable, Mapping

from tests.crash.wire import KilledError, Perform, Sent, Strike
from tests.rehearsal.hosts.exchange import Json, Request, Response
from tests.rehearsal.hosts.faults import Effect, Fault, Faults

ELSEWHERE = "https://evil.example.com/x"
_PAGE = "<!DOCTYPE html><title>Unicorn!</title>"
_SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try."


def killed_before(_: Request, __: Perform) -> Response:
    raise KilledError


def killed_after(request: Request, perform: Perform) -> Response:
    perform(request)
    raise KilledError


def dropped_before(_: Request, __: Perform) -> Response:
    raise ConnectionError("dropped")


def dropped_after(request: Request, perform: Perform) -> Response:
    perform(request)
    raise ConnectionError("dropped")


def status_502(faults: Faults) -> Strike:
    """Answer 502; an upload leaves half of itself behind, as GitHub's does."""

    def strike(request: Request, perform: Perform) -> Response:
        faults.add(Fault(host=request.host, path=".*", effect=Effect.STATUS))
        try:
            return perform(request)
        finally:
            faults.clear()

    return strike


def answered(status: int, message: str, headers: Mapping[str, str] | None = None) -> Strike:
    """Answer for GitHub; the call is not performed."""

    def strike(_: Request, __: Perform) -> Response:
        body: dict[str, Json] = {"message": message}
        if status == 422:
            body["errors"] = [{"resource": "X", "code": "custom", "field": "y"}]
        return Response.json(status, body, headers)

    return strike


def page(request: Request, perform: Perform) -> Response:
    """Perform, and answer with a page in place of the answer."""
    perform(request)
    return Response.text(200, _PAGE, "text/html; charset=utf-8")


def emptied(request: Request, perform: Perform) -> Response:
    done = perform(request)
    return Response(status=done.status, headers=done.headers)


def cut(request: Request, perform: Perform) -> Response:
    """Perform, and lose the second half of the body; a download notices, JSON does not parse."""
    done = perform(request)
    if "application/json" in done.headers.get("Content-Type", ""):
        half = done.body[: len(done.body) // 2]
        return Response(status=done.status, body=half, headers=done.headers)
    raise ConnectionError("cut off")


def flipped(request: Request, perform: Perform) -> Response:
    """Perform, and flip one bit in the middle of the body."""
    done = perform(request)
    if not done.body:
        return done
    middle = len(done.body) // 2
    body = done.body[:middle] + bytes([done.body[middle] ^ 1]) + done.body[middle + 1 :]
    return Response(status=done.status, body=body, headers=done.headers)


def sent_elsewhere(status: int) -> Strike:
    """Send the client to a host that is nobody of ours; the call is not performed."""
    return lambda _, __: Response(status=status, headers={"Location": ELSEWHERE})


def nothing(request: Request, perform: Perform) -> Response:
    perform(request)
    return Response.json(200, None)


def kinds(faults: Faults, sent: Sent) -> Mapping[str, Strike]:
    """Return every kind of fault that can strike the call `sent`, by name."""
    common: dict[str, Strike] = {
        "killed before": killed_before,
        "killed after": killed_after,
        "dropped before": dropped_before,
        "dropped after": dropped_after,
        "502": status_502(faults),
        "404": answered(404, "Not Found"),
        "a page": page,
        "302 elsewhere": sent_elsewhere(302),
        "cut off": cut,
        "empty": emptied,
    }
    if sent.host not in {"api.github.com", "uploads.github.com"}:
        return common | {"a flipped bit": flipped}
    return common | {
        "301 elsewhere": sent_elsewhere(301),
        "307 elsewhere": sent_elsewhere(307),
        "500": answered(500, "Server Error"),
        "401": answered(401, "Bad credentials"),
        "403": answered(403, "Resource not accessible by integration"),
        "422": answered(422, "Validation Failed"),
        "429": answered(429, "Too Many Requests"),
        "rate limit": answered(403, _SECONDARY),
        "rate limit, 30 s": answered(403, _SECONDARY, {"Retry-After": "30"}),
        "rate limit, an hour": answered(403, _SECONDARY, {"Retry-After": "3600"}),
        "null": nothing,
    }


def in_field(place: tuple[str, ...], change: Callable[[dict[str, Json], str], None]) -> Strike:
    """Perform, and change the field at `place` of the answer."""

    def strike(request: Request, perform: Perform) -> Response:
        done = perform(request)
        document = json.loads(done.body or b"null")
        part = document
        for key in place[:-1]:
            part = part[0] if key == "0" else part[key]
        if isinstance(part, dict) and place[-1] in part:
            change(part, place[-1])
        return Response(
            status=done.status, body=json.dumps(document).encode(), headers=done.headers
        )

    return strike


def removed(row: dict[str, Json], key: str) -> None:
    del row[key]


def mistyped(row: dict[str, Json], key: str) -> None:
    row[key] = 7 if isinstance(row[key], str | bool | None) else "seven"


def added(row: dict[str, Json], key: str) -> None:
    row[f"{key}_of_tomorrow"] = {"more": [1, None]}


RELEASE = (
    "id",
    "tag_name",
    "target_commitish",
    "body",
    "draft",
    "immutable",
    "author",
    "assets",
)
ASSET = ("id", "name", "size", "digest", "state")


def fields(sent: Sent) -> tuple[tuple[str, ...], ...]:
    """Return the places of the fields that we read in the answer to `sent`."""
    if sent.host == "uploads.github.com":
        return tuple((name,) for name in ASSET)
    if sent.path.endswith("/immutable-releases"):
        return (("enabled",),)
    if sent.path.endswith("/releases") and sent.method == "GET":
        return tuple(("0", name) for name in RELEASE)
    if sent.host == "api.github.com" and "/assets/" not in sent.path:
        return (
            *((name,) for name in RELEASE),
            *(("assets", "0", name) for name in ASSET if sent.method != "POST"),
        )
    return ()


def field_strikes(sent: Sent) -> Mapping[str, Strike]:
    """Return strikes for each field of the answer: missing, and of another type; and one more."""
    found = {
        f"{way} {'.'.join(place)}": in_field(place, change)
        for place in fields(sent)
        for way, change in (("without", removed), ("mistyped", mistyped))
    }
    more = {f"more beside {'.'.join(place)}": in_field(place, added) for place in fields(sent)[:1]}
    return found | more
