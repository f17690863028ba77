"""Decision records: half a page each, frozen once accepted, with one index row each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from release.artifact import Digest
from upkeep.finding import Finding

FOLDER = "docs/adr"
ROWS = f"{FOLDER}/_index_fragments"
PAGE = f"{FOLDER}/README.md"
RENDER = "run python3 -I scripts/adr_index.py render"
PARTS = ("Context", "Options", "Choice", "Price")

_NAME = re.compile(r"[0-9]{4}-[a-z0-9]+(?:-[a-z0-9]+)*")
_TITLE = re.compile(r"# (?P<number>[0-9]{4}) (?P<title>\S.*\S)")
_NEWS = re.compile(r"### Status update(?P<day>.*)")
_ROW = re.compile(
    r"\| \[(?P<number>[0-9]{4})\]\((?P<name>[^)|]+)\.md\) \| (?P<title>[^|]+) \|"
    r" (?P<status>accepted|proposed|superseded by \[[0-9]{4}\]\((?P<heir>[^)|]+)\.md\)) \|"
)
_FROZEN = re.compile(r"<!-- body sha256:(?P<digest>[0-9a-f]{64}) -->")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One record; `name` is its file's name without `.md`."""

    name: str
    title: str
    body: str
    """Everything before the first status update: what is frozen."""

    @property
    def path(self) -> str:
        """Where it lies, from the root."""
        return f"{FOLDER}/{self.name}.md"

    @property
    def row(self) -> str:
        """Where its index row lies, from the root."""
        return f"{ROWS}/{self.name}.md"

    @property
    def number(self) -> str:
        """Its four digits."""
        return self.name[:4]

    @property
    def digest(self) -> Digest:
        """The digest of the body, without white space at its end."""
        return Digest.of(f"{self.body.rstrip()}\n".encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The index row of a record, and the digest of the body that was accepted."""

    name: str
    title: str
    status: str
    frozen: str | None
    heir: str | None = None

    @property
    def line(self) -> str:
        """The row as the index shows it; `parse_row` reads it."""
        return f"| [{self.name[:4]}]({self.name}.md) | {self.title} | {self.status} |"

    def dump(self) -> str:
        """Return the file; `parse_row` is the inverse."""
        lock = f"<!-- body sha256:{self.frozen} -->\n" if self.frozen else ""
        return f"{self.line}\n{lock}"


def accepted(decision: Decision) -> Row:
    """Return the row of a record whose body is accepted as it stands."""
    frozen = decision.digest.hex
    return Row(name=decision.name, title=decision.title, status="accepted", frozen=frozen)


def parse_row(path: str, text: str) -> Row | Finding:
    """Read an index fragment, or say what is wrong with it."""
    first, *more = text.splitlines() or [""]
    match = _ROW.fullmatch(first)
    if not match or match["number"] != match["name"][:4]:
        shape = "| [NNNN](NNNN-slug.md) | title | accepted |"
        return finding(path, f"is not one row: {first[:80]!r}", f"write: {shape}")
    lock = _FROZEN.fullmatch(more[0]) if more else None
    if len(more) > 1 or (more and not lock):
        remedy = f"delete what follows the row, then {RENDER}"
        return finding(path, "holds more than a row and its digest", remedy, line=2)
    return Row(
        name=match["name"],
        title=match["title"],
        status=match["status"],
        frozen=lock["digest"] if lock else None,
        heir=match["heir"],
    )


def parse(path: str, text: str) -> tuple[Decision, tuple[Finding, ...]]:
    """Read a record, and say everything that is wrong with its form."""
    lines = text.splitlines()
    news = next((i for i, line in enumerate(lines) if _NEWS.fullmatch(line)), len(lines))
    title = _TITLE.fullmatch(lines[0]) if lines else None
    decision = Decision(
        name=PurePosixPath(path).stem,
        title=title["title"] if title else "",
        body="\n".join(lines[:news]),
    )
    wrong = (*_wrong_head(decision, title), *_wrong_body(path, lines[:news]))
    return decision, (*wrong, *_wrong_news(path, lines, news))


def _wrong_head(decision: Decision, title: re.Match[str] | None) -> Iterator[Finding]:
    if not _NAME.fullmatch(decision.name):
        yield finding(decision.path, "has no number or no slug", "name it NNNN-slug.md")
    if not title or title["number"] != decision.number:
        remedy = f"begin with: # {decision.number} <title>"
        yield finding(decision.path, "does not begin with its number and a title", remedy)


def _wrong_body(path: str, lines: list[str]) -> Iterator[Finding]:
    found = [
        (n, m[1]) for n, line in enumerate(lines, 1) if (m := re.match(r"\*\*(\w+)\.\*\*", line))
    ]
    if tuple(word for _, word in found) != PARTS:
        line = found[-1][0] if found else 1
        remedy = (
            "write **Context.** **Options.** **Choice.** **Price.**, each once, at a line's start"
        )
        yield finding(path, "has not the four parts in order", remedy, line=line)
    for number, text in enumerate(lines[1:], 2):
        if re.match(r"#{1,6} ", text):
            remedy = "half a page needs no headings; news goes under ### Status update"
            yield finding(path, f"has a heading in its body: {text[:60]!r}", remedy, line=number)


def _wrong_news(path: str, lines: list[str], begin: int) -> Iterator[Finding]:
    last = ""
    for number, line in enumerate(lines[begin:], begin + 1):
        match = _NEWS.fullmatch(line)
        if not match:
            if re.match(r"#{1,6} ", line):
                remedy = "write ### Status update"
                yield finding(path, "has another heading among its news", remedy, line=number)
            continue
        day = match["day"].strip() or _first_word(lines[number:])
        if not _is_day(day) or day < last:
            remedy = "write ### Status update, then 'YYYY-MM-DD: …'; the newest at the end"
            yield finding(
                path, "has a status update without a day, or out of order", remedy, line=number
            )
        last = max(last, day)


def _first_word(lines: list[str]) -> str:
    """Return what stands before the first colon of the text below a heading."""
    return next((line for line in lines if line.strip()), "").partition(":")[0]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def texts(files: Mapping[str, bytes], folder: str) -> dict[str, str]:
    """Return path → text of the records, or rows, directly in `folder`."""
    return {
        path: data.decode(errors="replace")
        for path, data in sorted(files.items())
        if PurePosixPath(path).parent.as_posix() == folder
        and path.endswith(".md")
        and not PurePosixPath(path).name.startswith(("_", "README"))
    }


def finding(path: str, problem: str, remedy: str, *, line: int = 1) -> Finding:
    """Return a finding at the first line, unless another is said."""
    return Finding(path=path, line=line, problem=problem, remedy=remedy)
