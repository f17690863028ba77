"""Numbers that somebody typed into a card although the manifest knows them.

A typed number is right on the day it is typed. So digests, sizes, release numbers, opsets and
counts stand between the markers, where a program renders them, and nowhere else: right or wrong,
a number of such a kind is refused in the prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A number with its thousands apart, or a plain one: 4 683 258, 4,683,258, 4683258, 4.7
_DIGITS = r"(?:\d{1,3}(?:[,._'\u00a0\u2009\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
_UNIT = r"(?:k|K|M|G|thousand|million|billion)"
_WORDS = "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|dozen)"
_OPERATORS = "(?:operators?|op types?|ops|nodes?|convolutions?|layers?)"
_NAMES = "(?-i:Add|Concat|Conv|Constant|Gather|MatMul|MaxPool|Mul|Relu|Resize|Shape|Sigmoid|Slice)"

KINDS = {
    "digest or commit": r"\b(?:sha256:)?(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}\b",
    "long number": r"\b\d{7,}\b",
    "size": rf"{_DIGITS}\s*(?:bytes?\b|octets?\b|[kKMG]i?B\b|(?:kilo|mega|kibi|mebi)bytes?\b)",
    "parameter count": rf"{_DIGITS}\s*{_UNIT}?\s*(?:\w+\s+)?(?:parameters?|params?|weights)\b",
    "release number": r"\b[a-z][a-z0-9]*[-_]mirror[-_]v\d+|\bN\s*=\s*\d+|\brelease\s+\d+",
    "opset": r"\bopset\W{0,4}(?:version\W{0,2})?\d+|\b\d+\W{0,2}opset\b",
    "IR version": r"\bIR\W{0,3}(?:version\W{0,2})?\d+",
    "operator count": rf"\b(?:{_DIGITS}|{_WORDS})\s+`?(?:(?:\w+\s+)?{_OPERATORS}|{_NAMES})\b",
}
"""What is refused outside the markers, whatever its value."""

_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in KINDS.items()}
_NUMBER = re.compile(rf"(?<![0-9A-Za-z]){_DIGITS}(?![0-9A-Za-z])")
_LEAST_TELLING = 1000
"""Smaller numbers mean too many things: 320 pixels, 255 grey levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handwritten:
    """One number in the prose: its line, what it is, and how it is spelled."""

    line: int
    kind: str
    text: str


def numbers_in(facts: str) -> frozenset[int]:
    """Return the numbers that the rendered `facts` state and that can be told from others."""
    found = (_plain(match[0]) for match in _NUMBER.finditer(facts))
    return frozenset(number for number in found if number >= _LEAST_TELLING)


def handwritten(text: str, known: frozenset[int]) -> tuple[Handwritten, ...]:
    """Return the numbers in `text` that should be rendered; `known` are values of their own."""
    return tuple(_found(text, known))


def _found(text: str, known: frozenset[int]) -> Iterator[Handwritten]:
    for i, line in enumerate(text.splitlines(), start=1):
        for kind, pattern in _PATTERNS.items():
            for match in pattern.finditer(line):
                yield Handwritten(line=i, kind=kind, text=match[0][:80])
        for match in _NUMBER.finditer(line):
            if _plain(match[0]) in known:
                yield Handwritten(line=i, kind="number of the manifest", text=match[0][:80])


def _plain(digits: str) -> int:
    return int(re.sub(r"\D", "", digits)[:18])
