"""Every call that only reads, and the rest of the writes, against GitHub's own description."""

from typing import TYPE_CHECKING

import pytest

from tests.contract.conformance import MODELS
from tests.contract.place import REPO, TAG, Place
from tests.rehearsal.hosts.api import API

if TYPE_CHECKING:
    from tests.rehearsal.hosts.exchange import Json


def test_every_call_of_the_api_has_a_model() -> None:
    calls = {(route.method, route.template) for route in API}
    assert calls - {("POST", "/graphql")} <= MODELS.keys()


def shown(place: Place) -> tuple[str, int]:
    """Make one of everything; return the commit and the id of a run."""
    token = place.token("maintainer", contents="write", pull_requests="write")
    sha = place.commit({"docs/a.md": "a\n"}, "side")
    body: dict[str, Json] = {"title": "t", "head": "side", "base": "main"}
    assert place.client("POST", f"{REPO}/pulls", token=token, body=body).status == 201
    place.edit(token, place.draft(token), draft=False)
    return sha, place.github.start_run("attach.yml", "schedule", sha, "maintainer").id


def test_everything_readable_conforms(place: Place) -> None:
    sha, run = shown(place)
    token = place.token("consumer")
    tails = (
        "", "/releases", f"/releases/tags/{TAG}", "/releases/latest", "/git/matching-refs/heads",
        f"/git/commits/{sha}", f"/git/trees/{sha}?recursive=1", "/git/trees/main", "/contents",
        "/contents/README.md", "/contents/docs?ref=side", "/commits", f"/commits/{sha}",
        "/commits/main", f"/compare/main...{sha}", "/branches/side", "/tags", "/pulls", "/pulls/1",
        "/pulls/1/files", "/actions/workflows", "/actions/workflows/attach.yml", "/actions/runs",
        "/actions/workflows/attach.yml/runs", f"/actions/runs/{run}", "/actions/artifacts",
        f"/actions/runs/{run}/artifacts",
    )  # fmt: skip
    replies = {tail: place.client("GET", REPO + tail, token=token).status for tail in tails}
    assert set(replies.values()) == {200}, replies
    assert place.client("GET", "/user", token=token).status == 200
    assert place.conformance.checked > len(tails)


def test_raw_contents_are_the_bytes(place: Place) -> None:
    token, raw = place.token("consumer"), {"Accept": "application/vnd.github.raw"}
    reply = place.client("GET", f"{REPO}/contents/README.md", token=token, headers=raw)
    assert reply.body == b"hello\n"


def test_a_blob_is_written_and_read(place: Place) -> None:
    token = place.token(contents="write")
    body: dict[str, Json] = {"content": "aGVsbG8=", "encoding": "base64"}
    blob = place.client("POST", f"{REPO}/git/blobs", token=token, body=body).document()
    read = place.client("GET", f"{REPO}/git/blobs/{blob['sha']}", token=token).document()
    assert (read["size"], read["content"]) == (5, "aGVsbG8=\n")


def test_a_pull_request_is_merged_over_the_api(place: Place) -> None:
    shown(place)
    token = place.token("maintainer", contents="write", pull_requests="write")
    assert place.client("PUT", f"{REPO}/pulls/1/merge", token=token, body={}).status == 200
    (pull,) = place.github.pulls()
    assert (pull.state, pull.merged_by) == ("closed", "maintainer")
    assert place.client("PUT", f"{REPO}/pulls/1/merge", token=token, body={}).status == 405


@pytest.mark.behaviour(10)
def test_a_branch_that_equals_its_base_closes_the_pull_request_for_good(place: Place) -> None:
    sha, _ = shown(place)
    token = place.token(contents="write", pull_requests="write")
    ref, main = f"{REPO}/git/refs/heads/side", f"{REPO}/commits/main"
    base = str(place.client("GET", main, token=token).document()["sha"])
    for target in (base, sha):
        body: dict[str, Json] = {"sha": target, "force": True}
        assert place.client("PATCH", ref, token=token, body=body).status == 200
    assert place.github.pulls()[0].state == "closed"


@pytest.mark.parametrize(("force", "status"), [(False, 422), (True, 200)])
def test_a_ref_goes_back_only_by_force(place: Place, *, force: bool, status: int) -> None:
    shown(place)
    token = place.token(contents="write")
    base = place.client("GET", f"{REPO}/commits/main", token=token).document()["sha"]
    body: dict[str, Json] = {"sha": base, "force": force}
    ref = f"{REPO}/git/refs/heads/side"
    assert place.client("PATCH", ref, token=token, body=body).status == status
    assert place.client("DELETE", ref, token=token).status == 204
    assert place.client("DELETE", ref, token=token).status == 422
