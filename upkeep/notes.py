"""The shape of docs/state.md (what is open) and docs/rebase-notes.md (what is ours alone)."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from upkeep.finding import Finding

STATE = "docs/state.md"
REBASE = "docs/rebase-notes.md"
NOT_BUILT = "Not built"
CELL = 220
"""The longest a cell may be: a row says what is open, a page says why."""

_TOKEN = re.compile(r"`([^`\s]+)`")
_DONE = re.compile(r"~~|\[x\]|✓|✔|\| *done\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table with two columns; `section` is the heading it stands under."""

    number: int
    section: str
    cells: tuple[str, ...]


def state_findings(text: str, tree: Collection[str]) -> tuple[Finding, ...]:
    """Return what is wrong with the page of open rows; `tree` holds every path that is there."""
    lines = tuple(_rows(text))
    wrong = [*_wrong_sections(text, lines), *_wrong_cells(STATE, lines)]
    for line in lines:
        if _DONE.search("| " + " | ".join(line.cells)):
            wrong.append(_finding(STATE, line, "is marked as done", "delete the row"))
        if line.section == NOT_BUILT and (there := _built(line, tree)):
            remedy = "delete the row, or say under another heading what is thin"
            wrong.append(_finding(STATE, line, f"says {there} is not built; it is there", remedy))
    return tuple(sorted(wrong, key=lambda finding: finding.line))


def rebase_findings(text: str, tree: Collection[str]) -> tuple[Finding, ...]:
    """Return what is wrong with the page of origins: each path is there, each file has one."""
    lines = tuple(_rows(text))
    wrong = [*_wrong_cells(REBASE, lines)]
    known = [(line, path) for line in lines for path in _TOKEN.findall(line.cells[0])]
    for line, path in known:
        if not any(_covers(path, name) for name in tree):
            remedy = "correct the path, or delete it"
            wrong.append(_finding(REBASE, line, f"names {path}, which is not there", remedy))
    paths = [path for _, path in known]
    strays = sorted(name for name in tree if not any(_covers(path, name) for path in paths))
    if strays:
        problem = f"says of {strays[0]} not whose it is (and of {len(strays) - 1} more)"
        remedy = "add a row, or a path to a row, that covers it"
        wrong.append(Finding(path=REBASE, line=1, problem=problem, remedy=remedy))
    return tuple(wrong)


def _rows(text: str) -> Iterator[Line]:
    """Return the rows of every table: the two lines of its head are left out."""
    section, seen = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        section = line.removeprefix("## ") if line.startswith("## ") else section
        seen = seen + 1 if line.startswith("|") else 0
        if seen > 2:  # noqa: PLR2004 - head and rule
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            yield Line(number=number, section=section, cells=cells)


def _wrong_sections(text: str, lines: tuple[Line, ...]) -> Iterator[Finding]:
    filled = {line.section for line in lines}
    for number, line in enumerate(text.splitlines(), 1):
        name = line.removeprefix("## ")
        if line.startswith("## ") and name not in filled:
            problem, remedy = f"has no row under {name!r}", "delete the heading"
            yield Finding(path=STATE, line=number, problem=problem, remedy=remedy)


def _wrong_cells(page: str, lines: tuple[Line, ...]) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for line in lines:
        if len(line.cells) != 2 or not all(line.cells):  # noqa: PLR2004 - what, and its state
            yield _finding(page, line, "has not two filled cells", "write | what | text |")
        elif (key := (line.section, line.cells[0])) in seen:
            yield _finding(page, line, f"speaks of {key[1]!r} twice", "make one row of both")
        else:
            seen.add(key)
        if any(len(cell) > CELL for cell in line.cells):
            remedy = "say it shorter, or make two rows"
            yield _finding(page, line, f"has a cell of more than {CELL} characters", remedy)


def _built(line: Line, tree: Collection[str]) -> str | None:
    """Return the first path the row names that is there; a workflow may go by its name alone."""
    for token in _TOKEN.findall(line.cells[1]):
        if any(
            _covers(place, name) for place in (token, f".github/workflows/{token}") for name in tree
        ):
            return str(token)
    return None


def _covers(path: str, name: str) -> bool:
    return name == path or (path.endswith("/") and name.startswith(path))


def _finding(page: str, line: Line, problem: str, remedy: str) -> Finding:
    return Finding(path=page, line=line.number, problem=problem, remedy=remedy)
