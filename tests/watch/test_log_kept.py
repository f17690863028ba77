"""Where the last reading ended is what a run of ours left, and "gone" is not "never"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from release.errors import MissingInputError, MissingRightError, ReleaseError, ServiceDownError
from release.watch.log.kept import Kept, last_state
from release.watch.log.state import read_state, write_state
from tests.watch.memory_log import MemoryLog

Rows = list[dict[str, object]]
BASE, WORKFLOW = "/repos/a/b", "log-monitor.yml"
RUNS = f"{BASE}/actions/workflows/{WORKFLOW}/runs?branch=main&per_page=100"


def run(number: int, **members: object) -> dict[str, object]:
    return {"id": number, "conclusion": "success", "event": "schedule", **members}


def artifact(number: int, **members: object) -> dict[str, object]:
    return {"id": number, "name": "log-checkpoints-1", "expired": False, **members}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """GitHub's lists: runs, and the artifacts of each; any other question is not there."""

    runs: Rows
    artifacts: Mapping[int, Rows] = field(default_factory=dict)
    status: int = 200

    def asked(self, target: str) -> tuple[int, object]:
        """Answer as GitHub does."""
        lists: dict[str, object] = {RUNS: {"workflow_runs": self.runs}}
        for number, rows in self.artifacts.items():
            lists[f"{BASE}/actions/runs/{number}/artifacts?per_page=100"] = {"artifacts": rows}
        return (self.status, lists[target]) if target in lists else (404, None)

    def kept(self) -> Kept | None:
        return last_state(self, BASE, WORKFLOW)


GOOD = Listed(runs=[run(1), run(5)], artifacts={1: [artifact(10)], 5: [artifact(50)]})


def test_the_newest_run_that_ended_well_says_where_the_reading_ended() -> None:
    assert GOOD.kept() == Kept(run=5, artifact=50)
    assert replace(GOOD, runs=[run(5), run(1)]).kept() == Kept(run=5, artifact=50)
    assert Listed(runs=[]).kept() is None


@pytest.mark.parametrize("member", [
    {"conclusion": "failure"}, {"conclusion": None}, {"event": "pull_request"},
    {"event": "push"}, {"event": None}, {"id": "5"}])  # fmt: skip
def test_a_run_that_did_not_end_well_or_that_a_stranger_began_says_nothing(
    member: dict[str, object],
) -> None:
    assert replace(GOOD, runs=[run(1), run(5) | member]).kept() == Kept(run=1, artifact=10)
    assert replace(GOOD, runs=[run(5) | member]).kept() is None


@pytest.mark.parametrize("member", [{"expired": True}, {"name": "checkpoints-1"}, {"id": None}])
def test_a_state_that_is_gone_is_not_taken_for_a_beginning(member: dict[str, object]) -> None:
    gone = replace(GOOD, artifacts={1: [artifact(10)], 5: [artifact(50) | member]})
    with pytest.raises(MissingInputError):
        gone.kept()


UNANSWERED: dict[str, tuple[Callable[[], Kept | None], type[ReleaseError]]] = {
    "no right": (replace(GOOD, status=403).kept, MissingRightError),
    "no such workflow": (lambda: last_state(GOOD, BASE, "other.yml"), MissingRightError),
    "no rows": (replace(GOOD, runs="none").kept, ServiceDownError),  # type: ignore[arg-type]
    "rows of another kind": (replace(GOOD, runs=[5]).kept, ServiceDownError),  # type: ignore[list-item]
}


@pytest.mark.parametrize("name", UNANSWERED)
def test_no_answer_is_not_taken_for_a_beginning(name: str) -> None:
    ask, expected = UNANSWERED[name]
    with pytest.raises(expected):
        ask()


LOG = MemoryLog.of(3)


def test_a_state_is_written_and_read_back(tmp_path: Path) -> None:
    notes = {LOG.origin: LOG.note()}
    write_state(tmp_path / "next", notes)
    assert read_state(tmp_path / "next", (LOG.log,)) == notes
    assert read_state(tmp_path / "next", (LOG.log, replace(LOG, origin="new.example").log)) == notes


def test_no_folder_is_no_state_and_an_empty_one_is_refused(tmp_path: Path) -> None:
    assert read_state(None, (LOG.log,)) == read_state(tmp_path / "none", (LOG.log,)) == {}
    with pytest.raises(MissingInputError):
        read_state(tmp_path, (LOG.log,))
