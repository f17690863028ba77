"""The index of the decision records, rendered from a row each; bodies held to their digest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from upkeep.decisions import (
    FOLDER,
    PAGE,
    RENDER,
    ROWS,
    Decision,
    Row,
    accepted,
    finding,
    parse,
    parse_row,
    texts,
)
from upkeep.finding import Finding, first_difference

HEADER = f"{ROWS}/_header.md"
ORDER = f"{ROWS}/_order.txt"
_TABLE = "| number | decision | status |\n|---|---|---|\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The records, their rows, and the order in which the page shows them."""

    decisions: tuple[Decision, ...]
    rows: Mapping[str, Row]
    header: str
    order: tuple[str, ...]

    def rendered(self) -> str:
        """Return the page: listed records first, in the order of the list, then the others."""
        place = {name: number for number, name in enumerate(self.order)}
        names = sorted(self.rows, key=lambda name: (place.get(name, len(place)), name))
        return f"{self.header.rstrip()}\n\n{_TABLE}" + "".join(
            f"{self.rows[name].line}\n" for name in names
        )

    def missing(self) -> tuple[Row, ...]:
        """Return the rows to write: for records without one, and digests nobody wrote yet."""
        return tuple(
            row
            for decision in self.decisions
            if (row := self._completed(decision)) != self.rows.get(decision.name)
        )

    def _completed(self, decision: Decision) -> Row:
        row = self.rows.get(decision.name)
        if row is None:
            return accepted(decision)
        return (
            row
            if row.frozen or row.status == "proposed"
            else replace(row, frozen=decision.digest.hex)
        )

    def with_rows(self, rows: tuple[Row, ...]) -> "Index":
        """Return the index with `rows` added or replaced."""
        return replace(self, rows={**self.rows, **{row.name: row for row in rows}})


def survey(files: Mapping[str, bytes]) -> tuple[Index, tuple[Finding, ...]]:
    """Return the index that `files` below docs/adr describe, and what is wrong with them.

    What `missing` and `rendered` would mend is no finding here: see `stale`.
    """
    read = [parse(path, text) for path, text in texts(files, FOLDER).items()]
    rows = [(path, parse_row(path, text)) for path, text in texts(files, ROWS).items()]
    decisions = tuple(decision for decision, _ in read)
    index = Index(
        decisions=decisions,
        rows={row.name: row for _, row in rows if isinstance(row, Row)},
        header=files.get(HEADER, b"").decode(errors="replace"),
        order=tuple(_listed(files)),
    )
    wrong = [finding for _, findings in read for finding in findings]
    wrong += [row for _, row in rows if isinstance(row, Finding)]
    return index, (
        *wrong,
        *_twins(decisions),
        *_wrong_rows(rows, index),
        *_wrong_order(files, index),
    )


def stale(index: Index, page: str) -> tuple[Finding, ...]:
    """Return what `render` would write: rows and digests that lack, a page that differs."""
    lacks = tuple(
        finding(f"{FOLDER}/{row.name}.md", "has no row in the index, or no digest there", RENDER)
        for row in index.missing()
    )
    whole = index.with_rows(index.missing())
    return lacks + first_difference(PAGE, page, whole.rendered(), remedy=RENDER)


def _listed(files: Mapping[str, bytes]) -> Iterator[str]:
    for line in files.get(ORDER, b"").decode(errors="replace").splitlines():
        if name := line.partition("#")[0].strip():
            yield name


def _twins(decisions: tuple[Decision, ...]) -> Iterator[Finding]:
    seen: dict[str, Decision] = {}
    for decision in decisions:
        first = seen.setdefault(decision.number, decision)
        if first is not decision:
            remedy = "give the younger one the next free number, in its name and its title"
            yield finding(decision.path, f"has the number of {first.path}", remedy)


def _wrong_rows(rows: list[tuple[str, Row | Finding]], index: Index) -> Iterator[Finding]:
    decisions = {decision.name: decision for decision in index.decisions}
    for path, row in rows:
        if isinstance(row, Finding):
            continue
        decision = decisions.get(row.name)
        if decision is None or decision.row != path:
            yield finding(
                path, "is the row of no record", f"delete it, or name it after {row.name}.md"
            )
            continue
        if row.title != decision.title:
            remedy = f"write the title of {decision.path}: {decision.title}"
            yield finding(path, "has another title than its record", remedy)
        if row.heir is not None and row.heir not in decisions:
            yield finding(
                path, f"names {row.heir}, which is no record", "name the record that follows"
            )
        if row.status != "proposed" and row.frozen not in {None, decision.digest.hex}:
            yield finding(
                decision.path,
                f"is not the body that was accepted, whose digest stands in {path}",
                "take the change back; add news at its end, under a dated ### Status update",
            )


def _wrong_order(files: Mapping[str, bytes], index: Index) -> Iterator[Finding]:
    if not index.header.strip():
        yield finding(
            HEADER, "is missing or empty", f"restore it: git checkout origin/main {HEADER}"
        )
    lines = files.get(ORDER, b"").decode(errors="replace").splitlines()
    names = {decision.name for decision in index.decisions}
    for number, line in enumerate(lines, 1):
        name = line.partition("#")[0].strip()
        if name and name not in names:
            problem = f"lists {name[:60]!r}, which is no record, or stands here twice"
            yield finding(ORDER, problem, "delete the line", line=number)
        names.discard(name)
