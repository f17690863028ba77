"""What lags, what repeats, what waits: reads after writes, events, queues and attempts."""

from typing import TYPE_CHECKING

import pytest

from tests.contract.place import REPO, TAG, Place
from tests.rehearsal import payloads
from tests.rehearsal.hosts import queues

if TYPE_CHECKING:
    from tests.rehearsal.hosts.exchange import Json


@pytest.fixture
def token(place: Place) -> str:
    return place.token("release-app[bot]", contents="write")


@pytest.mark.behaviour(7)
def test_a_new_draft_is_listed_late_and_read_by_its_id(place: Place, token: str) -> None:
    place.github.lags.add(".*/releases", reads=2)
    draft = place.draft(token)
    listed = [len(place.client("GET", f"{REPO}/releases", token=token).rows()) for _ in range(3)]
    assert listed == [0, 0, 1]
    assert place.client("GET", f"{REPO}/releases/{draft['id']}", token=token).status == 200


@pytest.mark.behaviour(7)
def test_a_changed_release_is_shown_as_it_was_and_its_tag_is_missing(
    place: Place, token: str
) -> None:
    draft = place.draft(token)
    place.github.lags.add(".*", reads=2)
    place.edit(token, draft, draft=False)
    url = f"{REPO}/releases/{draft['id']}"
    assert place.client("GET", url, token=token).document()["draft"] is True
    assert place.client("GET", f"{REPO}/git/ref/tags/{TAG}", token=token).status == 404
    assert place.client("GET", url, token=token).document()["draft"] is False
    assert place.client("GET", f"{REPO}/git/ref/tags/{TAG}", token=token).status == 200


@pytest.mark.behaviour(7)
def test_a_moved_branch_is_read_where_it_was(place: Place, token: str) -> None:
    place.github.lags.add(".*", reads=3)
    old, new = (place.commit({"a": text}, "side") for text in ("1", "2"))
    url = f"{REPO}/git/refs/heads/side"
    body: dict[str, Json] = {"sha": old, "force": True}
    assert place.client("PATCH", url, token=token, body=body).status == 200
    ref = place.client("GET", f"{REPO}/git/ref/heads/side", token=token).document()
    assert ref["object"]["sha"] == new  # type: ignore[index, call-overload]
    (row,) = place.client("GET", f"{REPO}/git/matching-refs/heads/side", token=token).rows()
    assert row["object"]["sha"] == new  # type: ignore[index, call-overload]
    assert place.client("GET", f"{REPO}/commits/side", token=token).document()["sha"] == new
    assert place.client("GET", f"{REPO}/commits/side", token=token).document()["sha"] == old


@pytest.mark.behaviour(7)
def test_a_write_that_was_refused_makes_nothing_late(place: Place, token: str) -> None:
    draft = place.draft(token)
    place.github.lags.add(".*", reads=1)
    place.client("POST", f"{REPO}/releases", token=token, body={})
    url = f"{REPO}/releases/{draft['id']}"
    assert place.client("GET", url, token=token).status == 200
    place.github.lags.clear()
    place.edit(token, draft, name="new")
    assert place.client("GET", url, token=token).document()["name"] == "new"


@pytest.mark.behaviour(9)
@pytest.mark.parametrize(
    ("actor", "starts"), [("github-actions[bot]", {"nothing"}), ("release-app[bot]", {"runs"})]
)
def test_a_release_by_github_token_starts_nothing_and_by_an_app_it_does(
    place: Place, actor: str, starts: set[str]
) -> None:
    job = place.token(actor, contents="write")
    place.edit(job, place.draft(job), draft=False)
    assert {event.starts for event in place.github.events} == starts


@pytest.mark.behaviour(9)
@pytest.mark.parametrize(
    ("actor", "starts"), [("github-actions[bot]", "approval"), ("record-app[bot]", "runs")]
)
def test_a_pull_request_by_github_token_waits_for_approval(
    place: Place, actor: str, starts: str
) -> None:
    place.commit({"a": "a"}, "side")
    body: dict[str, Json] = {"title": "t", "head": "side", "base": "main"}
    job = place.token(actor, pull_requests="write")
    assert place.client("POST", f"{REPO}/pulls", token=job, body=body).status == 201
    assert [e.starts for e in place.github.events if e.name == "pull_request"] == [starts]


@pytest.mark.behaviour(12)
def test_a_schedule_names_no_repository() -> None:
    assert payloads.schedule("17 5 * * 1") == {"schedule": "17 5 * * 1"}


def three(place: Place) -> tuple[int, int, int]:
    sha = place.commit({"a": "a"})
    a, b, c = (place.github.start_run("attach.yml", "schedule", sha, "x").id for _ in "abc")
    return a, b, c


def conclusions(place: Place) -> list[str | None]:
    return [run.conclusion for run in place.github.runs]


@pytest.mark.behaviour(17)
def test_a_third_run_takes_the_place_of_the_one_that_waits(place: Place) -> None:
    first, second, third = three(place)
    assert [queues.enter(place.github.hub, "publish", run) for run in (first, second, third)] == [
        True,
        False,
        False,
    ]
    assert conclusions(place) == [None, "cancelled", None]
    assert queues.leave(place.github.hub, "publish", first) == third
    assert queues.leave(place.github.hub, "publish", third) is None


@pytest.mark.behaviour(17)
def test_where_the_running_one_may_be_cancelled_it_is(place: Place) -> None:
    first, second, _ = three(place)
    queues.enter(place.github.hub, "lint", first)
    assert queues.enter(place.github.hub, "lint", second, cancel_in_progress=True)
    assert conclusions(place) == ["cancelled", None, None]


@pytest.mark.behaviour(17)
@pytest.mark.parametrize("call", ["rerun", "rerun-failed-jobs"])
def test_another_attempt_has_the_same_id_and_the_old_commit(place: Place, call: str) -> None:
    old = place.commit({"a": "1"})
    run = place.github.start_run("attach.yml", "schedule", old, "x")
    url, token = f"{REPO}/actions/runs/{run.id}", place.token(actions="write")
    assert place.client("POST", f"{url}/{call}", token=token).status == 403
    place.github.finish_run(run.id, "failure")
    place.commit({"a": "2"})
    assert place.client("POST", f"{url}/{call}", token=token).status == 201
    again = place.client("GET", url, token=token).document()
    assert (again["run_attempt"], again["head_sha"], again["status"]) == (2, old, "queued")


@pytest.mark.behaviour(17)
def test_a_run_is_cancelled_once(place: Place) -> None:
    url, token = f"{REPO}/actions/runs/{three(place)[0]}/cancel", place.token(actions="write")
    assert [place.client("POST", url, token=token).status for _ in range(2)] == [202, 409]
    assert place.client("POST", f"{REPO}/actions/runs/1/rerun", token=token).status == 404
    assert place.client("POST", f"{REPO}/actions/runs/1/cancel", token=token).status == 404
