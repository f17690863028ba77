"""Dispatches, runs, artifacts and identity tokens."""

import hashlib
import io
import json
import time
import zipfile
from urllib.parse import urlsplit

import jwt
import pytest
from jwt import PyJWK

from tests.contract.client import Reply
from tests.contract.place import REPO, Place
from tests.rehearsal.hosts import artifacts
from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.oidc import ISSUER, Claims

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
DISPATCH = f"{REPO}/actions/workflows/attach.yml/dispatches"


@pytest.mark.behaviour(9)
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"ref": "nowhere"}, "No ref found for: nowhere"),
        ({"ref": "main", "inputs": {"x": "1"}}, 'Unexpected inputs provided: ["x"]'),
        ({"ref": "bare"}, "The workflow attach.yml does not exist on bare"),
        ({"ref": "old"}, "Workflow does not have 'workflow_dispatch' trigger"),
    ],
)
def test_an_impossible_dispatch_is_refused(place: Place, body: dict[str, Json], words: str) -> None:
    place.commit({".github/workflows/attach.yml": "on: push\njobs: {}\n"}, "old")
    bare = place.git("-C", str(place.github.git_dir), "commit-tree", EMPTY_TREE, "-m", "bare")
    place.git("-C", str(place.github.git_dir), "branch", "bare", bare.stdout.strip())
    token = place.token(actions="write")
    reply = place.client("POST", DISPATCH, token=token, body=body)
    assert (reply.status, reply.message) == (422, words)
    assert place.github.dispatches == ()


@pytest.mark.behaviour(9)
def test_a_dispatch_by_github_token_starts_a_run(place: Place) -> None:
    reply = place.client("POST", DISPATCH, token=place.token(actions="write"), body={"ref": "main"})
    assert reply.status == 204
    (dispatch,) = place.github.dispatches
    assert dispatch.inputs == {"reason": "because"}
    assert place.github.events[-1].starts == "runs"


def test_a_stopped_workflow_is_started_by_nobody(place: Place) -> None:
    place.github.state.stopped["attach.yml"] = "disabled_manually"
    url, token = f"{REPO}/actions/workflows/attach.yml", place.token(actions="write")
    reply = place.client("POST", f"{url}/dispatches", token=token, body={"ref": "main"})
    assert (reply.status, place.github.dispatches) == (422, ())
    assert place.client("GET", url, token=token).document()["state"] == "disabled_manually"


def test_a_workflow_nobody_wrote_is_not_found(place: Place) -> None:
    path = DISPATCH.replace("attach", "other")
    body: dict[str, Json] = {"ref": "main"}
    assert place.client("POST", path, token=place.token(actions="write"), body=body).status == 404


def test_runs_are_filtered_by_status(place: Place) -> None:
    sha = place.commit({"a": "a"})
    first = place.github.start_run("attach.yml", "schedule", sha, "maintainer")
    place.github.start_run("attach.yml", "schedule", sha, "maintainer")
    place.github.finish_run(first.id, "failure")
    url = f"{REPO}/actions/workflows/attach.yml/runs?status=failure"
    body = place.client("GET", url, token=place.token(actions="read")).document()
    assert (body["total_count"], body["workflow_runs"][0]["id"]) == (1, first.id)  # type: ignore[index, call-overload]


NAMED = """
name: named
run-name: named (${{ github.event_name }}, ${{ inputs.reason || 'weekly' }})
on: {schedule: [{cron: "1 2 * * 3"}], workflow_dispatch: {inputs: {reason: {}}}}
"""


def test_a_run_is_called_by_its_run_name(place: Place) -> None:
    sha = place.commit({".github/workflows/named.yml": NAMED})
    url, token = f"{REPO}/actions/workflows/named.yml", place.token(actions="write")
    body: dict[str, Json] = {"ref": "main", "inputs": {"reason": "a test"}}
    assert place.client("POST", f"{url}/dispatches", token=token, body=body).status == 204
    place.github.start_run("named.yml", "schedule", sha, "maintainer")
    listed = place.client("GET", f"{url}/runs", token=token).document()
    titles = [run["display_title"] for run in listed["workflow_runs"]]  # type: ignore[union-attr, call-overload, index]
    assert titles == ["named (schedule, weekly)", "named (workflow_dispatch, a test)"]


def zipped(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def service(place: Place, token: str, method: str, **body: Json) -> Reply:
    url = f"https://{artifacts.HOST}{artifacts.SERVICE}/{method}"
    return place.client("POST", url, token=token, body=body)


def uploaded(place: Place, token: str, name: str, data: bytes) -> int:
    created = service(place, token, "CreateArtifact", name=name).document()
    assert place.client("PUT", str(created["signed_upload_url"]), body=data).status == 201
    size = str(len(data))
    done = service(place, token, "FinalizeArtifact", name=name, size=size, hash=digest(data))
    return int(str(done.document()["artifact_id"]))


def downloaded(place: Place, token: str, name: str) -> bytes:
    signed = service(place, token, "GetSignedArtifactURL", name=name).document()
    return place.client("GET", str(signed["signed_url"])).body


def test_an_artifact_goes_up_and_comes_down(place: Place) -> None:
    token, data = place.github.artifacts.runtime_token(7), zipped(a=b"1")
    number = uploaded(place, token, "graph", data)
    (row,) = json.loads(service(place, token, "ListArtifacts").body)["artifacts"]
    assert (row["database_id"], row["digest"]) == (str(number), digest(data))
    assert downloaded(place, token, "graph") == data


@pytest.mark.behaviour(14)
def test_artifact_names_are_immutable_within_a_run(place: Place) -> None:
    token = place.github.artifacts.runtime_token(7)
    uploaded(place, token, "graph", zipped(a=b"1"))
    assert service(place, token, "CreateArtifact", name="graph").status == 409
    other = place.github.artifacts.runtime_token(8)
    assert service(place, other, "CreateArtifact", name="graph").status == 200


@pytest.mark.behaviour(14)
def test_an_upload_that_differs_from_its_digest_is_refused(place: Place) -> None:
    token = place.github.artifacts.runtime_token(7)
    url = service(place, token, "CreateArtifact", name="a").document()["signed_upload_url"]
    place.client("PUT", str(url), body=b"abc")
    done = service(place, token, "FinalizeArtifact", name="a", size="3", hash=digest(b"abd"))
    assert done.status == 400


def test_the_service_refuses_a_stranger_and_the_blob_host_a_token(place: Place) -> None:
    assert service(place, "wrong", "ListArtifacts").status == 401
    token = place.github.artifacts.runtime_token(7)
    url = service(place, token, "CreateArtifact", name="a").document()["signed_upload_url"]
    assert place.client("PUT", str(url), body=b"abc", token=token).status == 400
    assert place.client("GET", str(url)).status == 403


@pytest.mark.behaviour(14)
def test_an_artifact_of_another_run_needs_actions_read(place: Place) -> None:
    data = zipped(a=b"1")
    number = uploaded(place, place.github.artifacts.runtime_token(7), "graph", data)
    path = f"{REPO}/actions/artifacts/{number}/zip"
    assert place.client("GET", path, token=place.token(contents="read")).status == 403
    reply = place.client("GET", path, token=place.token(actions="read"))
    assert (reply.status, place.client("GET", reply.headers["Location"]).body) == (302, data)
    place.github.artifacts.expire(7, "graph")
    assert place.client("GET", path, token=place.token(actions="read")).status == 410


def test_a_tampered_artifact_has_other_bytes_and_their_digest(place: Place) -> None:
    token = place.github.artifacts.runtime_token(7)
    uploaded(place, token, "graph", zipped(a=b"1", b=b"2"))
    place.github.artifacts.tamper(7, "graph", "a", lambda data: data + b"!")
    data = downloaded(place, token, "graph")
    assert zipfile.ZipFile(io.BytesIO(data)).read("a") == b"1!"
    assert place.github.artifacts.of_run(7)[0].digest == digest(data)


CLAIMS = Claims(
    repository="VMAFx/vmafx",
    repository_id=1252235334,
    owner_id=288567244,
    ref="refs/heads/main",
    sha="a" * 40,
    workflow_name="Attach",
    workflow_file="u2netp-mirror-attach.yml",
    event="workflow_dispatch",
    run_id=7,
    environment="mirror-sign",
)


def asked(place: Place, token: str, query: str) -> Reply:
    return place.client("GET", f"{place.github.oidc.request_url}{query}", token=token)


@pytest.mark.behaviour(13)
def test_a_job_gets_the_identity_it_was_registered_with(place: Place) -> None:
    request_token = place.github.oidc.register(CLAIMS)
    query = "&audience=sigstore&sub=evil&repository=evil&job_workflow_ref=evil"
    token = str(asked(place, request_token, query).document()["value"])
    keys = place.client("GET", f"{ISSUER}/.well-known/jwks").document()["keys"]
    key = PyJWK.from_dict(keys[0])  # type: ignore[index, arg-type]
    claims = jwt.decode(token, key.key, algorithms=["RS256"], audience="sigstore", issuer=ISSUER)
    assert claims["job_workflow_ref"] == CLAIMS.workflow_ref
    assert claims["sub"] == "repo:VMAFx@288567244/vmafx@1252235334:environment:mirror-sign"
    assert all(claims[name] for name in _FULCIO)
    assert {type(claims[name]) for name in _FULCIO} == {str}


_FULCIO = (
    "job_workflow_ref", "sha", "event_name", "repository", "workflow", "ref", "job_workflow_sha",
    "runner_environment", "repository_id", "repository_owner", "repository_owner_id",
    "repository_visibility", "workflow_ref", "workflow_sha", "run_id", "run_attempt",
)  # fmt: skip


@pytest.mark.behaviour(13)
def test_an_unknown_or_ended_job_gets_no_token(place: Place) -> None:
    request_token = place.github.oidc.register(CLAIMS)
    place.github.oidc.revoke(request_token)
    assert asked(place, request_token, "&audience=sigstore").status == 401
    assert asked(place, "wrong", "&audience=sigstore").status == 401


def test_a_token_can_be_made_too_old(place: Place) -> None:
    token = place.github.oidc.mint(CLAIMS, "sigstore", issued=int(time.time()) - 3600)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] < time.time()


def test_discovery_names_the_issuer_and_its_keys(place: Place) -> None:
    body = place.client("GET", f"{ISSUER}/.well-known/openid-configuration").document()
    assert body["issuer"] == ISSUER
    assert urlsplit(str(body["jwks_uri"])).path == "/.well-known/jwks"
