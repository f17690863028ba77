"""The newest run of a workflow by what began it, and since when the workflow is there."""

import json
from dataclasses import replace

from tests.contract.place import REPO, Place


def test_the_newest_run_is_found_by_what_began_it_and_where(place: Place) -> None:
    main, side = place.commit({"a": "a"}), place.commit({"a": "b"}, "side")
    runs = [place.github.start_run("attach.yml", "schedule", main, "maintainer") for _ in "12"]
    place.github.start_run("other.yml", "schedule", main, "maintainer")
    place.github.start_run("attach.yml", "push", main, "maintainer")
    elsewhere = place.github.start_run("attach.yml", "schedule", side, "maintainer")
    place.github.state.runs[elsewhere.id] = replace(elsewhere, branch="side")
    url = f"{REPO}/actions/workflows/attach.yml/runs?event=schedule&branch=main&per_page=1"
    body = json.loads(place.client("GET", url, token=place.token(actions="read")).body)
    (row,) = body["workflow_runs"]
    assert body["total_count"] == 2
    newest = (runs[1].id, runs[1].created_at, "schedule", "main")
    assert tuple(row[name] for name in ("id", "created_at", "event", "head_branch")) == newest
    assert row["actor"]["login"] == "maintainer"


def test_a_workflow_is_as_old_as_the_repository_says(place: Place) -> None:
    url, token = f"{REPO}/actions/workflows", place.token(actions="read")
    place.github.state.began = "2026-12-24T01:02:03Z"
    (row,) = json.loads(place.client("GET", url, token=token).body)["workflows"]
    assert row["created_at"] == "2026-12-24T01:02:03Z"
