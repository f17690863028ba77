"""The artifact in which the last state is kept: found with the standard library alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

from release.errors import MissingInputError, ServiceDownError
from release.published import Asks
from release.watch.listing import refused

ARTIFACT = "log-checkpoints-"
"""How the artifact's name begins; the attempt's number follows."""

_EVENTS = frozenset({"schedule", "workflow_dispatch"})


class Begin(Enum):
    """Where a person says to begin, without a state: at a log's first entry, or at its end."""

    EMPTY = "empty"
    NOW = "now"

    @property
    def words(self) -> str:
        """The same for a person: what is never looked at must be told."""
        from_first = self is Begin.EMPTY
        return "at the first entry" if from_first else "at the end: nothing before was looked at"

    @classmethod
    def of(cls, text: str | None) -> "Begin | None":
        """Read the word; anything else is nowhere."""
        return next((begin for begin in cls if begin.value == text), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The artifact with the last state, and the run that it belongs to."""

    run: int
    artifact: int


def last_state(asks: Asks, base: str, workflow: str) -> Kept | None:
    """Return the artifact of the newest run on main that ended well; None for no such run.

    Raises MissingInputError when such a run has no artifact any more: that is not "never run".
    """
    listed = f"{base}/actions/workflows/{workflow}/runs?branch=main&per_page=100"
    runs = filter(_is_ours, _rows(asks, listed, "workflow_runs"))
    if not (numbers := [number for row in runs if isinstance(number := row.get("id"), int)]):
        return None
    newest = max(numbers)
    rows = _rows(asks, f"{base}/actions/runs/{newest}/artifacts?per_page=100", "artifacts")
    for row in rows:
        name, number = row.get("name"), row.get("id")
        there = str(name).startswith(ARTIFACT) and row.get("expired") is False
        if there and isinstance(number, int):
            return Kept(run=newest, artifact=number)
    raise no_state(f"the run {newest} ended well, and its log checkpoints are gone")


def _is_ours(row: Mapping[str, object]) -> bool:
    """Tell whether a run ended well, and somebody who may write here, or the clock, began it.

    A pull request's run is listed with the branch of the fork, which may be called main as well,
    and its artifact would say that more was read than we did.
    """
    return row.get("conclusion") == "success" and row.get("event") in _EVENTS


def _rows(asks: Asks, target: str, key: str) -> list[Mapping[str, object]]:
    status, document = asks.asked(target)
    if status != HTTPStatus.OK:
        raise refused(target, status)
    rows = document.get(key) if isinstance(document, Mapping) else None
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise ServiceDownError(
            f"GitHub's answer to {target[:120]} has no {key}",
            expected="an answer as GitHub describes it",
            remedy="run the job again later",
        )
    return rows


def no_state(problem: str) -> MissingInputError:
    """Return the error for a reading that does not know where the last one ended."""
    return MissingInputError(
        problem,
        expected="where the last reading ended",
        remedy="find out who deleted it; then begin anew: run log-monitor.yml with `begin`",
    )
