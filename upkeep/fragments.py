"""Changelog fragments: one small file per change, read strictly, refused with file and line."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from release.errors import InvalidRecordError
from release.names import Names, Tag
from upkeep.finding import Finding

FOLDER = "changelog.d"
CATEGORIES = ("added", "changed", "deprecated", "removed", "fixed", "security")
"""The folders, and the headings, in the order of keepachangelog.com."""
RULES = f"{FOLDER}/README.md"
ITEM_LINES = 5

_NAME = re.compile(r"(?P<number>[0-9]{4})-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.md")
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]*)[^)]*\)")
_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")

# What a line may not be, each with what to do; the first that fits is told.
_LINES = (
    (r"\s*---\s*", "is front matter or a rule", "delete it: the folder says the category"),
    (r"\s*#{1,6}(\s.*)?", "is a heading", "delete it: the folder says the category"),
    (r"\s*=+\s*", "underlines a heading", "delete it: the folder says the category"),
    (r"\s*(```|~~~).*", "opens a code block", "write `code` within the item"),
    (r"\s*", "is empty", "delete the line: a fragment holds items and nothing else"),
    (r".*\s", "ends in white space", "delete the white space"),
    (r"  +[-*+] .*", "begins a list within the item", "make it an item of its own"),
    (r".*<(?!https?:)[A-Za-z!/?].*", "holds HTML", "write Markdown, or `code`"),
)
_REFUSED = tuple((re.compile(pattern), problem, remedy) for pattern, problem, remedy in _LINES)

Leads = Callable[[str], bool]
"""Whether a path, relative to the root, is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """One change: its items as they will stand in the changelog, without the last newline."""

    path: str
    category: str
    number: int
    slug: str
    items: str
    tag: Tag | None = None
    """The release of the mirror that the bot's fragment tells of."""

    @property
    def order(self) -> tuple[int, bool, int, str]:
        """The place in the changelog: people's by issue, then the mirror's releases by N."""
        place = CATEGORIES.index(self.category)
        return (place, self.tag is not None, self.tag.n if self.tag else self.number, self.slug)


def survey(
    files: Mapping[str, bytes], leads: Leads
) -> tuple[tuple[Fragment, ...], tuple[Finding, ...]]:
    """Return the fragments among `files` in order, and everything that is wrong with them."""
    fragments: list[Fragment] = []
    findings: list[Finding] = []
    for path, data in sorted(files.items()):
        if path == RULES:
            continue
        read = _read(path, data)
        if isinstance(read, Finding):
            findings.append(read)
        else:
            fragments.append(read)
            findings += _wrong_lines(path, data.decode(), leads)
    return tuple(sorted(fragments, key=lambda f: f.order)), (*findings, *_twins(fragments))


def _read(path: str, data: bytes) -> Fragment | Finding:
    """Return the fragment at `path`, or why it cannot be one."""
    parts = PurePosixPath(path).parts
    if len(parts) != 3 or parts[1] not in CATEGORIES:  # noqa: PLR2004 - folder, category, file
        shape = f"move it to {FOLDER}/<category>/, one of {', '.join(CATEGORIES)}"
        return _finding(path, "does not lie in the folder of a category", shape)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _finding(path, "is not UTF-8", "save it as UTF-8")
    category, name = parts[1:]
    items = text.removesuffix("\n")
    if match := _NAME.fullmatch(name):
        number, slug = int(match["number"]), match["slug"]
        return Fragment(path=path, category=category, number=number, slug=slug, items=items)
    if tag := _tag(name):
        if path != Names(tag).fragment:
            return _finding(path, "tells of a release", f"move it to {Names(tag).fragment}")
        return Fragment(path=path, category=category, number=0, slug=name, items=items, tag=tag)
    remedy = "name it <NNNN>-<slug>.md: the issue's number in four digits, then a-z, 0-9 and -"
    return _finding(path, "has a name that says no issue", remedy)


def _tag(name: str) -> Tag | None:
    try:
        return Tag.parse(name.removesuffix(".md")) if name.endswith(".md") else None
    except InvalidRecordError:
        return None


def _wrong_lines(path: str, text: str, leads: Leads) -> Iterator[Finding]:
    if not text.endswith("\n"):
        last = text.count("\n") + 1
        yield _finding(path, "does not end in a newline", "end the last line", line=last)
    lines, began = text.removesuffix("\n").split("\n"), 0
    for number, line in enumerate(lines, 1):
        began = number if line.startswith("- ") else began
        if said := _wrong(line, number, began):
            yield _finding(path, *said, line=number)
        yield from _wrong_links(path, number, line, leads)


def _wrong(line: str, number: int, began: int) -> tuple[str, str] | None:
    """Return what is wrong with a line, and what to do; `began` is where its item begins, or 0."""
    for pattern, problem, remedy in _REFUSED:
        if pattern.fullmatch(_CODE.sub("`code`", line)):
            return problem, remedy
    if not line.isprintable():
        return "holds a character that does not print", "delete the tab or invisible character"
    if not line.startswith("- ") and not (began and line.startswith("  ")):
        return "is no part of an item", "begin an item with '- ', go on with two spaces"
    if number - began == ITEM_LINES:
        return (
            f"is line {ITEM_LINES + 1} of its item",
            f"say it in {ITEM_LINES} lines, or in a page",
        )
    return None


def _wrong_links(path: str, number: int, line: str, leads: Leads) -> Iterator[Finding]:
    for match in _LINK.finditer(_CODE.sub("``", line)):
        target = match["target"].partition("#")[0]
        inside = not re.match(r"[a-z]+:", match["target"])
        if inside and (target.startswith("/") or ".." in target.split("/") or not leads(target)):
            problem = f"links to {match['target'][:80]!r}, which is not there"
            remedy = "write the path from the root of the repository, as CHANGELOG.md will need it"
            yield _finding(path, problem, remedy, line=number)


def _twins(fragments: list[Fragment]) -> Iterator[Finding]:
    seen: dict[tuple[int, str], str] = {}
    for fragment in fragments:
        first = seen.setdefault((fragment.number, fragment.slug), fragment.path)
        if first != fragment.path:
            remedy = "keep one of them, or give the other change a slug of its own"
            yield _finding(fragment.path, f"has the number and slug of {first}", remedy)


def _finding(path: str, problem: str, remedy: str, *, line: int = 1) -> Finding:
    return Finding(path=path, line=line, problem=problem, remedy=remedy)
