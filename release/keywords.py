"""The keywords of JSON Schema (Draft 2020-12) that look at one value alone, each as a check."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from release.canonical import invalid
from release.errors import InvalidRecordError

FAULTS = 1000
"""So many faults are collected of one document; whoever made more needs no list."""

Where = tuple["Where", str | int] | tuple[()]
"""The way to a value: the way to what holds it, and its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and where: a path such as `$.models[3].opset`."""

    path: str
    message: str


Check = Callable[[object, Where, list[Fault]], None]
"""Looks at a value and adds its faults to a list."""


def add_fault(where: Where, found: list[Fault], message: str) -> None:
    """Add a fault at `where`, written as people write a path."""
    if len(found) >= FAULTS:
        return
    parts: list[str] = []
    while where:
        where, key = where
        parts.append(f"[{key}]" if isinstance(key, int) else f".{key[:80]}")
    found.append(Fault(path="$" + "".join(reversed(parts)), message=message))


def simple(problem: str, fits: Callable[[object], bool]) -> Check:
    """Return a check that adds `problem`, with the value before it, when `fits` says no."""

    def check(value: object, where: Where, found: list[Fault]) -> None:
        if not fits(value):
            add_fault(where, found, f"{_shown(value)} {problem}")

    return check


def unusable(problem: str) -> InvalidRecordError:
    """Return the error for a schema that cannot be held."""
    return invalid("schema", problem)


def table(value: object) -> dict[str, object]:
    """Return `value`, a table of the schema; raises InvalidRecordError for anything else."""
    if not isinstance(value, dict):
        raise unusable(f"holds {_shown(value)} where a table must be")
    return value


def listed(value: object) -> list[object]:
    """Return `value`, a list of the schema; raises InvalidRecordError for anything else."""
    if not isinstance(value, list):
        raise unusable(f"holds {_shown(value)} where a list must be")
    return value


def _shown(value: object) -> str:
    return repr(value[:60] if isinstance(value, str | list) else value)[:80]


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: object) -> bool:
    return (number := _number(value)) is not None and number == number // 1


_TYPES: dict[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": _whole,
    "number": lambda value: _number(value) is not None,
}


def _type(name: object) -> Check:
    return simple(f"is not of type {name}", _TYPES[str(name)])


def _same(first: object, second: object) -> bool:
    """Tell whether two simple values are one in JSON, where true is not 1."""
    return first == second and isinstance(first, bool) == isinstance(second, bool)


def _const(only: object) -> Check:
    return simple(f"is not {_shown(only)}", lambda value: _same(value, only))


def _enum(values: object) -> Check:
    allowed = listed(values)
    problem = f"is not one of {', '.join(map(str, allowed))[:200]}"
    return simple(problem, lambda value: any(_same(value, one) for one in allowed))


def _pattern(text: object) -> Check:
    search = re.compile(str(text)).search
    problem = f"does not match {str(text)[:200]}"
    return simple(problem, lambda value: not isinstance(value, str) or search(value) is not None)


def _required(keys: object) -> Check:
    needed = set(map(str, listed(keys)))

    def check(value: object, where: Where, found: list[Fault]) -> None:
        if isinstance(value, dict) and (missing := needed - value.keys()):
            add_fault(where, found, f"lacks {', '.join(sorted(missing))}")

    return check


def _unique(wanted: object) -> Check:
    def fits(value: object) -> bool:
        return not wanted or not isinstance(value, list) or len(set(map(repr, value))) == len(value)

    return simple("holds a value twice", fits)


def _long(
    kind: type[str] | type[list[object]], problem: str, fits: Callable[[int, int], bool]
) -> Callable[[object], Check]:
    """Return a keyword that bounds the length of texts, or of lists."""

    def keyword(limit: object) -> Check:
        bound = int(str(limit))
        return simple(
            f"is {problem} than {bound}",
            lambda value: not isinstance(value, kind) or fits(len(value), bound),
        )

    return keyword


def _large(problem: str, fits: Callable[[float, float], bool]) -> Callable[[object], Check]:
    """Return a keyword that bounds numbers."""

    def keyword(limit: object) -> Check:
        bound = float(str(limit))
        return simple(
            f"is {problem} {limit}",
            lambda value: (number := _number(value)) is None or fits(number, bound),
        )

    return keyword


SIMPLE: dict[str, Callable[[object], Check]] = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "pattern": _pattern,
    "required": _required,
    "uniqueItems": _unique,
    "minLength": _long(str, "shorter", lambda length, bound: length >= bound),
    "maxLength": _long(str, "longer", lambda length, bound: length <= bound),
    "minItems": _long(list, "shorter", lambda length, bound: length >= bound),
    "maxItems": _long(list, "longer", lambda length, bound: length <= bound),
    "minimum": _large("below", lambda number, bound: number >= bound),
    "maximum": _large("above", lambda number, bound: number <= bound),
    "exclusiveMinimum": _large("not above", lambda number, bound: number > bound),
    "exclusiveMaximum": _large("not below", lambda number, bound: number < bound),
}
"""Keyword → what makes its check out of what the schema says."""
