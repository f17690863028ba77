"""GitHub's list of workflows and their newest scheduled runs, in memory; what an alarm tells."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from release.errors import ServiceDownError
from release.sighting import Sighting
from upkeep.alarm import Watch
from upkeep.companions import seen_of_others

DOWN = ServiceDownError("gone", expected="an answer", remedy="-")
NOW = datetime(2026, 12, 24, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
ATTACH = "u2netp-mirror-attach"
FILES = ("verify-published", "log-monitor", "upstream-watch", ATTACH)


def stamp(age: timedelta) -> str:
    return (NOW - age).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class InMemoryGitHub:
    """Lists workflows by name and state, and their newest scheduled runs by name and age.

    Answers with another status, or not at all; `odd` replaces the answer about a workflow's runs.
    """

    states: dict[str, str]
    status: int = 200
    answers: bool = True
    more: int = 0
    age: timedelta = timedelta(0)
    runs: dict[str, timedelta] = field(default_factory=dict)
    odd: dict[str, tuple[int, object] | None] = field(default_factory=dict)
    asks: list[str] = field(default_factory=list)

    def asked(self, target: str) -> tuple[int, object]:
        self.asks.append(target)
        place = target.removeprefix("/repos/a/b/actions/workflows")
        if place == "?per_page=100":
            return self._listed()
        file, _, question = place.removeprefix("/").partition(".yml/runs?")
        assert question == "event=schedule&branch=main&per_page=1"
        if (answer := self.odd.get(file, self._newest(file))) is None:
            raise DOWN
        return answer

    def _listed(self) -> tuple[int, object]:
        if not self.answers:
            raise DOWN
        rows = [
            {"path": f".github/workflows/{name}.yml", "state": state, "created_at": stamp(self.age)}
            for name, state in self.states.items()
        ]
        whole = {"total_count": len(rows) + self.more, "workflows": rows}
        return self.status, whole if self.status == 200 else None

    def _newest(self, file: str) -> tuple[int, object]:
        age = self.runs.get(file)
        return 200, begun() if age is None else begun(row(age))


def row(age: timedelta, **members: object) -> dict[str, object]:
    right = {"event": "schedule", "head_branch": "main", "actor": {"login": "a-person"}}
    return {**right, "created_at": stamp(age), **members}


def begun(*rows: object, total: object = None) -> dict[str, object]:
    return {"total_count": len(rows) if total is None else total, "workflow_runs": [*rows]}


ALL = dict.fromkeys(FILES, "active")


def told(github: InMemoryGitHub, watch: Watch = Watch.LOG_MONITOR) -> list[tuple[str, int]]:
    return [(one.where, one.code) for one in sightings(github, watch)]


def sightings(
    github: InMemoryGitHub,
    watch: Watch = Watch.LOG_MONITOR,
    root: Path = ROOT,
    now: datetime = NOW,
) -> tuple[Sighting, ...]:
    return seen_of_others(watch, github, "/repos/a/b", root=root, now=now)
