"""A schedule, and whether GitHub still begins runs by it: a workflow stays `active` when not.

GitHub begins them in the name of whoever changed the cron line last, and begins none once that
account is suspended or deleted. When it is busy it delays some, and drops some.
Source: docs.github.com, "Events that trigger workflows", schedule; REST, "List workflow runs".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Self

from release.errors import InvalidRecordError, MissingRightError, ServiceDownError, SettingError
from release.files import MIB, read_bytes
from upkeep.answers import WORKFLOWS, Answer, Document

PATIENCE = 3
"""Periods within which a run must begin: two runs in a row may be dropped, or come late."""

AHEAD = timedelta(minutes=5)
"""How far GitHub's clock may be ahead of ours; a later date is no date of a run."""

_BELOW = re.compile(r'^  schedule:\n    - cron: "([^"\n]*)"$', re.MULTILINE)
_DAILY_OR_WEEKLY = re.compile(r"(?:[1-5]?[0-9]) (?:1?[0-9]|2[0-3]) \* \* (\*|[0-6])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A workflow file with one cron line, and how much time lies between two runs."""

    path: str
    cron: str
    period: timedelta

    @classmethod
    def read(cls, root: Path, path: str) -> Self:
        """Read the workflow file `path` below `root`; raises as `parse` and `read_bytes` do."""
        return cls.parse(path, read_bytes(root / path, limit=MIB).decode(errors="replace"))

    @classmethod
    def parse(cls, path: str, text: str) -> Self:
        """Read the one cron line of a workflow, in the two forms that we use.

        Raises InvalidRecordError for every other form, for two lines and for none.
        """
        code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        found = _BELOW.search(code)
        form = _DAILY_OR_WEEKLY.fullmatch(found[1]) if found else None
        if found is None or form is None or code.count("cron") != 1:
            raise InvalidRecordError(
                f"{path} has no schedule that can be read",
                expected='below "schedule:" one line: - cron: "M H * * *", or "M H * * D"',
                remedy=f"write it so in {path}, or have upkeep/schedules.py read the other form",
            )
        days = 1 if form[1] == "*" else 7
        return cls(path=path, cron=found[1], period=timedelta(days=days))

    @property
    def question(self) -> str:
        """The question for the newest run that the clock began."""
        file = PurePosixPath(self.path).name
        return f"{WORKFLOWS}/{file}/runs?event=schedule&branch=main&per_page=1"

    def require_begun(self, listed: Document, runs: Answer, now: datetime) -> None:
        """Refuse a schedule by which no run began for too long.

        `listed` is the workflow as GitHub lists it: one without any such run is as silent as old.
        Raises SettingError; MissingRightError or ServiceDownError when `runs` does not tell.
        """
        run = self._newest(runs)
        last = self._begun(listed if run is None else run, now)
        if now - last > PATIENCE * self.period:
            raise self._silent(run, last)

    def _newest(self, answer: Answer) -> Document | None:
        if answer.status != HTTPStatus.OK:
            raise MissingRightError(
                f"{answer.said}; it needs actions: read",
                expected="an answer about its runs",
                remedy="compare the job's permissions with .github/governance.toml",
            )
        table = answer.table or {}
        total, rows = table.get("total_count"), table.get("workflow_runs")
        if rows == [] and type(total) is int and total == 0:
            return None
        if not isinstance(rows, list) or len(rows) != 1 or not isinstance(rows[0], Mapping):
            raise self._nonsense("is not its newest run")
        if (rows[0].get("event"), rows[0].get("head_branch")) != ("schedule", "main"):
            raise self._nonsense("is a run that no clock began on main")
        return rows[0]

    def _begun(self, row: Document, now: datetime) -> datetime:
        text = str(row.get("created_at"))
        try:
            begun = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError as error:
            raise self._nonsense("has no date") from error
        if begun > now + AHEAD:
            raise self._nonsense("has a date in the future")
        return begun

    def _silent(self, run: Document | None, last: datetime) -> SettingError:
        """Return what stays the same from look to look: people are told of what is new."""
        file = PurePosixPath(self.path).name
        begun = f"last began a run of it on {last.date()}{_by(run)}"
        never = f"has begun no run of it since it is there, {last.date()}"
        return SettingError(
            f"the clock {begun if run else never}",
            expected=f'one within {PATIENCE * self.period.days} days, by "{self.cron}"',
            remedy="change its cron line in a pull request, from an account that will stay: GitHub "
            f"runs it in that name; until then: gh workflow run {file} --ref main",
        )

    def _nonsense(self, problem: str) -> ServiceDownError:
        return ServiceDownError(
            f"GitHub's answer to {self.question} {problem}",
            expected="what GitHub documents",
            remedy="look at the next alarm; if it says so again, ask GitHub the same by hand",
        )


def _by(run: Document | None) -> str:
    actor = (run or {}).get("actor")
    login = actor.get("login") if isinstance(actor, Mapping) else None
    return f" in the name of {login[:40]}" if isinstance(login, str) and login else ""
