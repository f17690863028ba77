"""Who may do what: tokens, strangers, the canary, and pull requests by Actions."""

from typing import TYPE_CHECKING

import pytest

from tests.contract.place import REPO, TAG, Place

if TYPE_CHECKING:
    from tests.rehearsal.hosts.exchange import Json


@pytest.mark.behaviour(8)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", REPO, 403), ("GET", f"{REPO}/releases", 403), ("POST", "/graphql", 401)],
)
def test_a_stranger_gets_nothing_from_the_api(
    place: Place, method: str, path: str, status: int
) -> None:
    reply = place.client(method, path)
    assert reply.status == status
    assert status == 401 or reply.headers["X-RateLimit-Remaining"] == "0"


def test_a_token_nobody_issued_is_refused(place: Place) -> None:
    reply = place.client("GET", REPO, token="ghs_wrong")
    assert (reply.status, reply.message) == (401, "Bad credentials")


def test_a_revoked_token_is_refused(place: Place) -> None:
    token = place.token(contents="read")
    place.github.tokens.revoke(token)
    assert place.client("GET", REPO, token=token).status == 401


@pytest.mark.parametrize(
    ("method", "path", "right"),
    [
        ("POST", f"{REPO}/releases", "contents=write"),
        ("POST", f"{REPO}/git/refs", "contents=write"),
        ("POST", f"{REPO}/pulls", "pull-requests=write"),
        ("POST", f"{REPO}/actions/workflows/attach.yml/dispatches", "actions=write"),
        ("GET", f"{REPO}/actions/runs", "actions=read"),
        ("GET", f"{REPO}/actions/workflows/attach.yml/runs", "actions=read"),
        ("GET", f"{REPO}/immutable-releases", "administration=read"),
    ],
)
def test_a_missing_right_is_named(place: Place, method: str, path: str, right: str) -> None:
    token = place.token(contents="read")
    reply = place.client(method, path, token=token, body={})
    assert (reply.status, reply.message) == (403, "Resource not accessible by integration")
    assert reply.headers["X-Accepted-GitHub-Permissions"] == right


def test_a_person_without_rights_reads_what_is_public_and_writes_nothing(place: Place) -> None:
    token = place.token("consumer")
    assert place.client("GET", f"{REPO}/releases", token=token).status == 200
    refused = place.client("POST", f"{REPO}/releases", token=token, body={"tag_name": TAG})
    assert refused.status == 403


def test_each_use_of_the_canary_is_recorded_and_refused(place: Place) -> None:
    canary = place.github.tokens.canary()
    assert place.client("GET", REPO, token=canary).status == 401
    place.client("GET", "https://github.com/VMAFx/vmafx/info/refs", token=canary)
    assert place.github.canary_uses == (
        f"GET https://api.github.com{REPO}",
        "GET https://github.com/VMAFx/vmafx/info/refs",
    )


def test_another_repository_is_not_found(place: Place) -> None:
    token = place.token(contents="write")
    assert place.client("GET", "/repos/VMAFx/vmafx-evil", token=token).status == 404


def opened(place: Place, token: str) -> tuple[int, str]:
    body: dict[str, Json] = {"title": "t", "head": "side", "base": "main"}
    reply = place.client("POST", f"{REPO}/pulls", token=token, body=body)
    return reply.status, str(reply.document().get("message"))


def test_actions_may_not_open_pull_requests_when_switched_off(place: Place) -> None:
    place.commit({"a": "a"}, "side")
    place.github.actions_may_open_pull_requests = False
    words = "GitHub Actions is not permitted to create or approve pull requests."
    assert opened(place, place.token(pull_requests="write")) == (403, words)
    assert opened(place, place.token("record-app[bot]", pull_requests="write"))[0] == 201


def test_a_pull_request_is_refused_twice_and_without_commits(place: Place) -> None:
    token = place.token(pull_requests="write")
    assert opened(place, token)[0] == 422
    place.commit({"a": "a"}, "side")
    assert opened(place, token)[0] == 201
    assert opened(place, token) == (422, "Validation Failed")
    place.github.merge(1)
    assert [event.starts for event in place.github.events if event.name == "pull_request"] == [
        "approval",
        "runs",
    ]
