"""The store of attestations: what it takes, in which forms it gives, and that it forgets."""

import base64
import json

import pytest

from tests.contract.client import Reply
from tests.contract.place import REPO, Place
from tests.rehearsal.hosts.attestations import snappy
from tests.rehearsal.hosts.exchange import Json

DIGEST = "ab" * 32
LIST = f"{REPO}/attestations/sha256:{DIGEST}"
PROVENANCE = "https://slsa.dev/provenance/v1"
VERSION = "X-GitHub-Api-Version"


def bundle(predicate: str = PROVENANCE, **changes: Json) -> Json:
    statement: dict[str, Json] = {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": predicate,
        "subject": [{"name": "a", "digest": {"sha256": DIGEST}}],
        **changes,
    }
    payload = base64.b64encode(json.dumps(statement).encode()).decode()
    return {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"certificate": {"rawBytes": "AA=="}},
        "dsseEnvelope": {"payload": payload, "payloadType": "application/vnd.in-toto+json"},
    }


def posted(place: Place, content: Json, **rights: str) -> Reply:
    token = place.token(**(rights or {"attestations": "write"}))
    url, body = f"{REPO}/attestations", {"bundle": content}
    return place.client("POST", url, token=token, body=body)


def listed(place: Place, query: str = "", version: str = "2022-11-28") -> list[dict[str, Json]]:
    token = place.token("consumer")
    reply = place.client("GET", LIST + query, token=token, headers={VERSION: version})
    rows = reply.document()["attestations"]
    assert isinstance(rows, list)
    return [row for row in rows if isinstance(row, dict)]


def unpacked(data: bytes) -> bytes:
    """Read Snappy's block format: the length, then literals, which is all that is written."""
    while data[0] & 0x80:
        data = data[1:]
    data, out = data[1:], b""
    while data:
        size = (data[0] >> 2) + 1
        out, data = out + data[1 : 1 + size], data[1 + size :]
    return out


@pytest.mark.behaviour(16)
def test_posting_needs_attestations_write(place: Place) -> None:
    refused = posted(place, bundle(), contents="write", id_token="write")
    assert refused.headers["X-Accepted-GitHub-Permissions"] == "attestations=write"
    assert (refused.status, posted(place, bundle()).status) == (403, 201)


@pytest.mark.behaviour(16)
@pytest.mark.parametrize(
    "content",
    [
        {"messageSignature": {}},
        bundle(subject=[]),
        bundle(predicate=""),
        {**bundle(), "verificationMaterial": {}},  # type: ignore[dict-item]
        {**bundle(), "dsseEnvelope": {"payload": "!"}},  # type: ignore[dict-item]
    ],
)
def test_what_is_no_signed_statement_is_refused(place: Place, content: Json) -> None:
    assert posted(place, content).status == 422
    assert place.github.hub.state.attestations == {}


@pytest.mark.behaviour(16)
def test_a_digest_nobody_spoke_of_has_an_empty_list(place: Place) -> None:
    assert listed(place) == []


@pytest.mark.behaviour(16)
def test_the_address_of_a_bundle_gives_it_packed_and_takes_no_token(place: Place) -> None:
    posted(place, bundle())
    (row,) = listed(place)
    reply = place.client("GET", str(row["bundle_url"]))
    assert json.loads(unpacked(reply.body)) == row["bundle"] == bundle()
    token = place.token("consumer")
    assert place.client("GET", str(row["bundle_url"]), token=token).status == 400
    assert place.client("GET", str(row["bundle_url"]).partition("?")[0]).status == 403


@pytest.mark.behaviour(16)
@pytest.mark.parametrize("form", ["bundle", "bundle_url"])
def test_one_form_may_be_missing(place: Place, form: str) -> None:
    posted(place, bundle())
    place.github.hub.state.attestation_forms = frozenset({form})
    assert {"bundle", "bundle_url"} & listed(place)[0].keys() == {form}
    assert "bundle" not in listed(place, version="2026-03-10")[0]


@pytest.mark.behaviour(16)
def test_several_attestations_of_a_digest_come_in_pages_and_by_kind(place: Place) -> None:
    for predicate in (PROVENANCE, "https://in-toto.io/attestation/release/v0.2", PROVENANCE):
        posted(place, bundle(predicate))
    assert len(listed(place)) == 3
    kinds = ("provenance", PROVENANCE, "https://in-toto.io/attestation/release/v0.2", "sbom")
    assert [len(listed(place, f"?predicate_type={kind}")) for kind in kinds] == [2, 2, 1, 0]
    token = place.token("consumer")
    first = place.client("GET", f"{LIST}?per_page=2", token=token)
    url = first.headers["Link"].partition("<")[2].partition(">")[0]
    second = place.client("GET", url, token=token)
    assert [len(r.document()["attestations"]) for r in (first, second)] == [2, 1]  # type: ignore[arg-type]
    assert second.headers.get("Link") is None


@pytest.mark.behaviour(16)
def test_attestations_are_deleted_one_by_one_or_all_of_a_digest(place: Place) -> None:
    ids = [posted(place, bundle()).document()["id"] for _ in range(3)]
    owner, org = place.token("owner", attestations="write"), "/orgs/VMAFx/attestations"
    assert len(place.client("GET", f"{org}/sha256:{DIGEST}", token=owner).document()) == 1
    assert place.client("DELETE", f"{org}/{ids[0]}", token=owner).status == 204
    assert place.client("DELETE", f"{org}/{ids[0]}", token=owner).status == 404
    assert len(listed(place)) == 2
    url = f"{org}/digest/sha256:{DIGEST}"
    assert place.client("DELETE", url, token=owner).status == 204
    assert listed(place) == []
    other = place.client("GET", f"/orgs/evil/attestations/sha256:{DIGEST}", token=owner)
    assert other.status == 404


@pytest.mark.behaviour(7)
def test_an_attestation_may_not_be_there_at_once(place: Place) -> None:
    place.github.lags.add(".*/attestations/.*", reads=1)
    posted(place, bundle())
    assert [len(listed(place)) for _ in range(2)] == [0, 1]


@pytest.mark.parametrize("size", [0, 1, 59, 60, 61, 127, 128, 70_000])
def test_packing_is_undone_by_unpacking(size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    assert unpacked(snappy(data)) == data
