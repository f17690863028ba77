"""Something that is not as it was: what a watch saw, told by one job and kept by another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from release import canonical
from release.canonical import Json
from release.errors import ReleaseError
from release.report import safe
from release.shape import Table

LIMIT = 64 << 10
"""What one job hands on to another, in bytes; Linux allows twice as much in one variable."""

_WIDTH = 300
_GRAVEST_FIRST = (2, 3, 4, 1, 6, 7)
"""The tens of exit codes: bytes and signatures, graphs, records, then what has no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One thing that a watch saw: where, which exit code it has, and what a person can do."""

    where: str
    code: int
    problem: str
    remedy: str

    @classmethod
    def of(cls, where: str, error: ReleaseError) -> "Sighting":
        """Return what was seen at `where`, as the error says it."""
        expected = f"{error.problem}; expected: {error.expected}"
        return cls(
            where=_shown(where, _WIDTH),
            code=error.exit_code,
            problem=_shown(expected, 2 * _WIDTH),
            remedy=_shown(error.remedy, _WIDTH),
        )

    @classmethod
    def read(cls, table: Table) -> "Sighting":
        """Read the table; `fields` is the inverse."""
        sighting = cls(
            where=table.text("where"),
            code=table.integer("code", minimum=1),
            problem=table.text("problem"),
            remedy=table.text("remedy"),
        )
        table.end()
        return sighting

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {
            "where": self.where,
            "code": self.code,
            "problem": self.problem,
            "remedy": self.remedy,
        }

    @property
    def line(self) -> str:
        """The sighting on one line, for people."""
        return f"{self.where} [{self.code}] {self.problem} · do: {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A place, and the error that says what is wrong there."""

    where: str
    error: ReleaseError

    @property
    def sighting(self) -> Sighting:
        """The same as data."""
        return Sighting.of(self.where, self.error)


def _shown(text: str, width: int) -> str:
    """Return `text` as anything may show it: no control, no half character, never nothing."""
    return safe(text.encode(errors="replace").decode())[:width] or "?"


def dump(seen: Sequence[Sighting]) -> str:
    """Return as many sightings as fit, and how many do not; `parse` is the inverse."""
    rows: list[Json] = []
    left = LIMIT - len(canonical.dump({"more": len(seen), "seen": []}))
    for sighting in seen:
        left -= len(canonical.dump(sighting.fields())) + 1
        if left < 0:
            break
        rows.append(sighting.fields())
    return canonical.dump({"more": len(seen) - len(rows), "seen": rows}).decode()


def parse(text: str) -> tuple[tuple[Sighting, ...], int]:
    """Return the sightings in `text` and how many more there were; raises InvalidRecordError."""
    if len(data := text.encode()) > LIMIT:
        raise canonical.invalid("sightings", f"are longer than {LIMIT} bytes")
    top = Table(canonical.load(data, what="sightings"), path="sightings")
    seen = tuple(map(Sighting.read, top.rows("seen")))
    more = top.integer("more")
    top.end()
    return seen, more


def outputs(seen: Sequence[Seen]) -> dict[str, str]:
    """Return the job outputs of a watch: what the alarm is told, the gravest first."""
    return {"sightings": dump([one.sighting for one in gravest_first(seen)])}


def gravest_first(seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """Return `seen` by gravity: wrong bytes before wrong records, silence last."""

    def gravity(one: Seen) -> tuple[int, str]:
        return _GRAVEST_FIRST.index(one.error.exit_code // 10 or 1), one.where

    return tuple(sorted(seen, key=gravity))


def require_none(seen: Sequence[Seen], tell: Callable[[str], None]) -> None:
    """Tell each of `seen`; raises the error of the gravest, if there is one."""
    ordered = gravest_first(seen)
    for one in ordered:
        tell(one.sighting.line)
    if ordered:
        first, more = ordered[0], len(ordered) - 1
        and_more = f" (and {more} more)" if more else ""
        raise type(first.error)(
            f"{first.where}: {first.error.problem}{and_more}",
            expected=first.error.expected,
            remedy=first.error.remedy,
        ) from first.error


def rendered(seen: Sequence[Seen], well: str) -> str:
    """Return the job's summary: a table of `seen`, or the sentence `well` when there is none."""
    if not seen:
        return well
    rows = (one.sighting for one in gravest_first(seen))
    cells = (
        f"| {_cell(r.where)} | {r.code} | {_cell(r.problem)} | {_cell(r.remedy)} |" for r in rows
    )
    return "\n".join(("| where | code | what is wrong | what to do |", "|---|---|---|---|", *cells))


def _cell(text: str) -> str:
    """Return `text` as code in one cell: no name chosen by others becomes markup or a mention."""
    return "`" + text.replace("`", "'").replace("|", "/") + "`"
