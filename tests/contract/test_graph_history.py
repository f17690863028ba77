"""What release-please asks in GraphQL: history, pull requests and releases, with their rights."""

import json
from typing import Any

import pytest

from tests.contract.place import REPO, Place

RELEASE_PLEASE = {"contents": "write", "pull_requests": "write"}


def asked(place: Place, operation: str, token: str, **variables: object) -> dict[str, Any]:
    """Ask as release-please does, and return the whole answer."""
    given: dict[str, Any] = {"owner": "VMAFx", "targetBranch": "main", "num": 25, **variables}
    body: dict[str, Any] = {"query": f"query {operation}($owner: String!) {{ x }}"}
    reply = place.client("POST", "/graphql", token=token, body={**body, "variables": given})
    assert reply.status == 200
    answer: dict[str, Any] = json.loads(reply.body)
    return answer


def merged(place: Place) -> int:
    """Open a pull request and merge it; return its number."""
    place.commit({"a": "a"}, "side")
    token = place.token(**RELEASE_PLEASE)
    body: dict[str, Any] = {"title": "t", "head": "side", "base": "main", "body": "b"}
    number = place.client("POST", f"{REPO}/pulls", token=token, body=body).document()["number"]
    assert isinstance(number, int)
    place.github.merge(number)
    return number


def test_history_tells_the_pull_request_that_became_a_commit(place: Place) -> None:
    number = merged(place)
    answer = asked(place, "pullRequestsSince", place.token(**RELEASE_PLEASE))
    nodes = answer["data"]["repository"]["ref"]["target"]["history"]["nodes"]
    assert [row["number"] for row in nodes[0]["associatedPullRequests"]["nodes"]] == [number]
    assert nodes[-1]["associatedPullRequests"]["nodes"] == []


def test_history_comes_in_pages_and_a_branch_that_is_not_there_has_none(place: Place) -> None:
    for text in "abc":
        place.commit({"a": text})
    token, cursor, shas = place.token(**RELEASE_PLEASE), None, []
    while True:
        answer = asked(place, "pullRequestsSince", token, num=1, cursor=cursor)
        listed = answer["data"]["repository"]["ref"]["target"]["history"]
        shas += [row["sha"] for row in listed["nodes"]]
        if not listed["pageInfo"]["hasNextPage"]:
            break
        cursor = listed["pageInfo"]["endCursor"]
    assert len(shas) == len(set(shas)) == 4
    none = asked(place, "pullRequestsSince", token, targetBranch="none")
    assert none["data"]["repository"]["ref"] is None


def test_pull_requests_are_told_by_their_state(place: Place) -> None:
    number, token = merged(place), place.token(**RELEASE_PLEASE)
    found = [
        [row["number"] for row in nodes["data"]["repository"]["pullRequests"]["nodes"]]
        for state in ("MERGED", "OPEN")
        if (nodes := asked(place, "mergedPullRequests", token, states=[state]))
    ]
    assert found == [[number], []]


def test_a_draft_without_its_tag_has_no_commit_and_strangers_do_not_see_it(place: Place) -> None:
    place.draft(place.token(contents="write"), "v0.2.0")
    for token, seen in ((place.token(**RELEASE_PLEASE), 1), (place.token("reader"), 0)):
        answer = asked(place, "releases", token)
        nodes = answer["data"]["repository"]["releases"]["nodes"] if answer.get("data") else []
        assert [row["tagCommit"] for row in nodes] == [None] * seen


@pytest.mark.parametrize("operation", ["pullRequestsSince", "mergedPullRequests"])
def test_a_job_without_the_right_is_refused(place: Place, operation: str) -> None:
    answer = asked(place, operation, place.token(contents="read"), states=["MERGED"])
    assert [row["type"] for row in answer["errors"]] == ["FORBIDDEN"]
