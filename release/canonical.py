"""Canonical JSON (RFC 8785) for the values we write: no floats, so the rules stay few."""

import json
import re
from collections.abc import Callable, Mapping, Sequence

from release.errors import InvalidRecordError

# A document is bounded before it is read: an empty object costs two bytes in the file and sixty in
# memory. A registry of 10,000 models has 20,000 brackets and 200,000 commas.
_BRACKETS = 100_000
_COMMAS = 1_000_000
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,5})\.[0-9]{0,3}[1-9]")

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
    return _load(data, what, _refuse)


def load_decimals(data: bytes, *, what: str) -> dict[str, object]:
    """Return the JSON object in `data`, as `load` does, but with decimal fractions.

    A fraction has one spelling: at most six digits and four places, no exponent, no zero at its
    end. So none is a whole number, which JSON Schema would take for an integer.
    """
    return _load(data, what, _decimal)


def _load(data: bytes, what: str, fraction: Callable[[str], object]) -> dict[str, object]:
    try:
        _require_bounded(data)
        value = json.loads(
            data.decode(),
            object_pairs_hook=_no_duplicates,
            parse_float=fraction,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as error:
        raise invalid(what, f"is not the JSON we write: {error}") from error
    if not isinstance(value, dict):
        raise invalid(what, f"is a JSON {type(value).__name__}, not an object")
    return value


def _require_bounded(data: bytes) -> None:
    if data.count(b"{") + data.count(b"[") > _BRACKETS or data.count(b",") > _COMMAS:
        raise ValueError("it holds too many values")
    if _SURROGATE.search(data):
        raise ValueError("it holds half a character, as an escape")


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


def _decimal(text: str) -> float:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text[:40]} is not a decimal as we write it")
    return float(text)
