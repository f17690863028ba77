"""Where two files differ, named for a person: the JSON path of a field, or the number of a line."""

import json
from collections.abc import Iterator

_MOST = 5
_SHOWN = 80
_ABSENT = object()


def differences(path: str, got: bytes | None, expected: bytes) -> tuple[str, ...]:
    """Return where `got` is not `expected`, at most five places; empty when they are the same."""
    if got == expected:
        return ()
    if got is None:
        return (f"{path}: is missing",)
    found = tuple(_places(got, expected))[:_MOST]
    return tuple(f"{path}: {place}" for place in found) or (f"{path}: {_line(got, expected)}",)


def _places(got: bytes, expected: bytes) -> Iterator[str]:
    try:
        documents: list[object] = [json.loads(data) for data in (got, expected)]
    except (ValueError, RecursionError):
        return
    yield from _fields("$", *documents)


def _fields(place: str, got: object, expected: object) -> Iterator[str]:
    if isinstance(got, dict) and isinstance(expected, dict):
        for key in (*expected, *(key for key in got if key not in expected)):
            values = (table.get(key, _ABSENT) for table in (got, expected))
            yield from _fields(f"{place}.{str(key)[:_SHOWN]}", *values)
    elif isinstance(got, list) and isinstance(expected, list):
        for index in range(max(len(got), len(expected))):
            values = (rows[index] if index < len(rows) else _ABSENT for rows in (got, expected))
            yield from _fields(f"{place}[{index}]", *values)
    elif type(got) is not type(expected) or got != expected:
        yield f"{place} {_said(got)}, the release says {_said(expected)}"


def _said(value: object) -> str:
    return "is not there" if value is _ABSENT else f"is {json.dumps(value)[:_SHOWN]}"


def _line(got: bytes, expected: bytes) -> str:
    """Name the first line that differs; the files do differ."""
    ours, theirs = got.splitlines(keepends=True), expected.splitlines(keepends=True)
    same = (a == b for a, b in zip(ours, theirs, strict=False))
    number = next((i for i, equal in enumerate(same) if not equal), min(len(ours), len(theirs)))
    shown = ours[number][:_SHOWN] if number < len(ours) else b"the end"
    return f"line {number + 1} is {shown!r}, which the release does not say"
