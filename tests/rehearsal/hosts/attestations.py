"""GitHub's store of attestations: signed statements by the digests they speak of.

Each has a bundle at an address of its own, in Snappy's block format; whether the answer holds the
bundle too depends on the version of the API. It can be deleted, so nothing may rely on it alone.
Source: REST description, "Repository attestations" and "Organization attestations".
"""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping

from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError, Request, Response, not_found
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import Attestation

BLOBS = "tmaproduction.blob.core.windows.net"
_SHORT = {"provenance": "https://slsa.dev/provenance/", "sbom": "https://spdx.dev/Document"}
_WITHOUT_BUNDLE = "2026-03-10"  # the first version of the API that gives the address alone
_LITERAL = 60  # the most bytes whose length fits in a literal's first byte, Snappy, section 2.1


def _create(call: Call) -> Response:
    bundle = Document.of(call.request).part("bundle")
    payload = _payload(bundle)
    subjects = frozenset(
        f"sha256:{digest}"
        for subject in payload.parts("subject")
        if (digest := subject.part("digest").text("sha256"))
    )
    predicate = payload.text("predicateType")
    if not subjects or not predicate:
        raise RefusedError(422, "Invalid bundle: the statement has no subject or no predicate type")
    state = call.hub.state
    made = Attestation(
        id=state.next_id(),
        bundle=dict(bundle.members),
        subjects=subjects,
        predicate=predicate,
        initiator="user",  # a job's, too; "github" is for what GitHub itself states of a release
        key=secrets.token_urlsafe(32),
    )
    state.attestations[made.id] = made
    return Response.json(201, {"id": made.id})


def _payload(bundle: Document) -> Document:
    """Return the statement in a bundle; raise 422 for a bundle that signs anything else."""
    envelope = bundle.part("dsseEnvelope")
    try:
        value = json.loads(base64.b64decode(envelope.text("payload") or "", validate=True))
    except (ValueError, binascii.Error) as error:
        raise RefusedError(422, "Invalid bundle: it holds no in-toto statement") from error
    if not isinstance(value, dict) or "certificate" not in bundle.part("verificationMaterial"):
        raise RefusedError(422, "Invalid bundle: it holds no statement or no certificate")
    return Document(value)


def _listing(call: Call) -> Response:
    if call.parts.get("org", call.hub.repo.owner).lower() != call.hub.repo.owner.lower():
        raise not_found()
    query, rows = call.request.query, _found(call)
    after = int(query["after"]) if query.get("after", "").isdecimal() else None
    rows = [row for row in rows if after is None or row.id < after]
    size = int(query["per_page"]) if query.get("per_page", "").isdecimal() else 30
    shown = rows[: max(1, min(size, 100))]
    headers = _next(call, shown[-1].id) if len(rows) > len(shown) else {}
    body: Json = {"attestations": [_view(call, row) for row in shown]}
    return Response.json(200, body, headers)


def _found(call: Call) -> list[Attestation]:
    """Return the attestations of a digest, the newest first."""
    kind = call.request.query.get("predicate_type", "")
    prefix = _SHORT.get(kind, kind)
    rows = call.hub.state.attestations.values()
    digest = call.parts["digest"]
    fitting = [r for r in rows if digest in r.subjects and r.predicate.startswith(prefix)]
    return sorted(fitting, key=lambda row: -row.id)


def _next(call: Call, last: int) -> dict[str, str]:
    query = "&".join(
        f"{name}={value}"
        for name, value in {**call.request.query, "after": str(last)}.items()
        if name != "before"
    )
    return {"Link": f'<https://api.github.com{call.request.path}?{query}>; rel="next"'}


def _view(call: Call, row: Attestation) -> Mapping[str, Json]:
    repo = call.hub.repo
    url = f"https://{BLOBS}/attestations/{repo.repository_id}/{row.id}.json.sn?sig={row.key}"
    forms: dict[str, Json] = {"bundle": row.bundle, "bundle_url": url}
    given = call.hub.state.attestation_forms
    if call.request.header("X-GitHub-Api-Version") >= _WITHOUT_BUNDLE:
        given = frozenset({"bundle_url"})
    return {
        **{name: forms[name] for name in sorted(given)},
        "repository_id": repo.repository_id,
        "initiator": row.initiator,
    }


def _delete(call: Call) -> Response:
    doomed = _doomed(call)
    if not doomed:
        raise not_found()
    for row in doomed:
        del call.hub.state.attestations[row.id]
    return Response(status=204)


def _doomed(call: Call) -> list[Attestation]:
    if call.parts["org"].lower() != call.hub.repo.owner.lower():
        raise not_found()
    if "digest" in call.parts:
        return _found(call)
    found = call.hub.state.attestations.get(call.number("attestation_id"))
    return [found] if found else []


class Blobs:
    """The host of the bundles: whoever knows an address may read, and no token may come along."""

    def __init__(self, hub: Hub) -> None:
        """Serve what is in `hub`."""
        self._hub = hub

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        if request.header("Authorization"):
            return Response.text(400, "<Code>InvalidAuthenticationInfo</Code>", "application/xml")
        with self._hub.state.lock:
            rows = self._hub.state.attestations.values()
            row = next((row for row in rows if row.key == request.query.get("sig")), None)
        if row is None or request.verb != "GET" or f"/{row.id}.json.sn" not in request.path:
            return Response.text(403, "<Code>AuthenticationFailed</Code>", "application/xml")
        return Response.data(snappy(json.dumps(row.bundle).encode()), "application/x-snappy")


def snappy(data: bytes) -> bytes:
    """Return `data` in Snappy's block format, as literals alone: valid, and not shorter."""
    out, left = bytearray(), len(data)
    while left >= 0x80:
        out.append(left & 0x7F | 0x80)
        left >>= 7
    out.append(left)
    for start in range(0, len(data), _LITERAL):
        part = data[start : start + _LITERAL]
        out += bytes([(len(part) - 1) << 2]) + part
    return bytes(out)


_ONE = "/repos/{owner}/{repo}/attestations"
_ORG = "/orgs/{org}/attestations"
_WRITE = "attestations:write"
ROUTES = (
    Route(method="POST", template=_ONE, handler=_create, right=_WRITE),
    Route(method="GET", template=f"{_ONE}/{{digest}}", handler=_listing),
    Route(method="GET", template=f"{_ORG}/{{digest}}", handler=_listing),
    Route(method="DELETE", template=f"{_ORG}/digest/{{digest}}", handler=_delete, right=_WRITE),
    Route(method="DELETE", template=f"{_ORG}/{{attestation_id}}", handler=_delete, right=_WRITE),
)
