"""Canonical JSON (RFC 8785) for the values we write: no floats, so the rules stay few."""

import json
from collections.abc import Mapping, Sequence

from release.errors import InvalidRecordError

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None
"""What we write. A decimal fraction is a string: RFC 8785 would need ECMAScript's float format."""


def dump(value: Json) -> bytes:
    """Return the one canonical encoding of `value`: sorted keys, no spaces, UTF-8, no newline.

    Keys must be ASCII, where code-point order and RFC 8785's UTF-16 order agree.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def load(data: bytes, *, what: str) -> dict[str, object]:
    """Return the JSON object in `data`, called `what` in errors.

    Raises InvalidRecordError for anything but one UTF-8 object without duplicate keys, without
    floats and without the constants that JSON does not know.
    """
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_no_duplicates,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as error:
        raise invalid(what, f"is not the JSON we write: {error}") from error
    if not isinstance(value, dict):
        raise invalid(what, f"is a JSON {type(value).__name__}, not an object")
    return value


def invalid(what: str, problem: str) -> InvalidRecordError:
    """Return the error for a record `what` that has the wrong shape."""
    return InvalidRecordError(
        f"{what} {problem}"[:400],
        expected="the shape described in docs/pipeline.md",
        remedy=f"restore {what} from the release or from main",
    )


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return value


def _refuse(text: str) -> object:
    raise ValueError(f"{text[:40]} is not a value we write")
