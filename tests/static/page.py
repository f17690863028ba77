"""Reading pages: fenced blocks, commands, tables, headings and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^```(?P<kind>\S*)[^\n]*\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(?P<text>.+?) *$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_CODE = re.compile(r"`[^`\n]*`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block: the word after the fence, and the text."""

    kind: str
    body: str


def blocks(text: str, kind: str) -> tuple[Block, ...]:
    """Return the fenced blocks marked `kind`, in order."""
    found = (Block(kind=match["kind"], body=match["body"]) for match in _FENCE.finditer(text))
    return tuple(block for block in found if block.kind == kind)


def block(text: str, kind: str, holding: str) -> str:
    """Return the one block marked `kind` that holds the words `holding`; raises ValueError."""
    (found,) = (block.body for block in blocks(text, kind) if holding in block.body)
    return found


def commands(text: str) -> tuple[str, ...]:
    r"""Return the commands of the `console` blocks, in order, each as bash reads it.

    A line that starts with "$ " is a command; one that ends in a backslash goes on in the next
    line; every other line is output. The convention is told to readers in docs/ai/u2netp-mirror.md.
    """
    return tuple(c for block in blocks(text, "console") for c in _commands(block.body))


def _commands(body: str) -> Iterator[str]:
    lines = iter(body.splitlines())
    for line in lines:
        if not line.startswith("$ "):
            continue
        command = line.removeprefix("$ ")
        while command.endswith("\\"):
            command += "\n" + next(lines)
        yield command


def section(text: str, heading: str) -> str:
    """Return what stands below `heading`, up to the next heading; raises StopIteration."""
    prose = _prose(text)
    start = next(m for m in _HEADING.finditer(prose) if m["text"] == heading)
    end = _HEADING.search(prose, start.end())
    return text[start.end() : end.start() if end else len(text)]


def rows(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the cells of every table row in `text`, heads and rules left out."""
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    lines = [line for table in tables for line in table.splitlines()[2:]]
    return tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)


def headings(text: str) -> tuple[str, ...]:
    """Return the headings outside of code."""
    return tuple(match["text"] for match in _HEADING.finditer(_prose(text)))


def anchors(text: str) -> frozenset[str]:
    """Return the anchors GitHub makes of the headings."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings(text))
    return frozenset(heading.replace(" ", "-") for heading in plain)


def links(text: str) -> tuple[str, ...]:
    """Return the targets of the links outside of code."""
    return tuple(match["target"] for match in _LINK.finditer(_CODE.sub("``", _prose(text))))


def _prose(text: str) -> str:
    """Return `text` with code blocks blanked out; every offset stays."""
    return _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
