"""The protobuf wire format, read by tables of allowed fields: what is not listed is refused.

No protobuf library: a parser merges doubled fields, drops unknown ones and follows external data
before anybody can object. Only one spelling of a message is taken: fields in ascending order, each
as often as its table allows, numbers in their shortest form, nothing packed. So what is accepted
here is read, and written again, byte for byte the same by every protobuf library.
Source: protobuf.dev, "Encoding".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from release.errors import ExternalDataError, MalformedOnnxError

VARINT, CHUNK = 0, 2
_VARINT_BYTES = 10
_MORE = 0x80
"""The bit of a byte that says that its number goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One allowed field: its wire type, and how often it may stand in one message."""

    wire: int
    most: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The fields of one kind of message by number.

    `outside` are fields by which data could lie outside the file; `known` names refused fields.
    """

    what: str
    fields: Mapping[int, Field]
    outside: frozenset[int] = frozenset()
    known: Mapping[int, str]
    by_key: Mapping[int, Field] = field(init=False)
    """The same by what stands before a field in a message: its number and its wire type."""

    def __post_init__(self) -> None:
        """Put number and wire type into one, as messages do."""
        by_key = {number << 3 | one.wire: one for number, one in self.fields.items()}
        object.__setattr__(self, "by_key", by_key)


class Message:
    """A message whose every field is on its table; getters take the field's number."""

    __slots__ = ("_data", "_found", "_table")

    def __init__(self, data: bytes, table: Table, span: slice | None = None) -> None:
        """Read `data`, or the part of it that is `span`; nothing is copied.

        Raises MalformedOnnxError for a field that is unknown, out of order, too often there, cut
        off or of the wrong type, ExternalDataError for one that points outside the file.
        """
        self._data, self._table = data, table
        self._found: dict[int, list[Any]] = {}
        """By field its numbers, or where its contents stand: the table says which."""
        self._read(*(span.start, span.stop) if span else (0, len(data)))

    def has(self, field: int) -> bool:
        """Tell whether `field` is there, be it empty."""
        return field in self._found

    def number(self, field: int) -> int:
        """Return the number in `field`, signed; 0 when it is not there."""
        found: list[int] | None = self._found.get(field)
        return found[0] if found else 0

    def numbers(self, field: int) -> tuple[int, ...]:
        """Return all numbers in `field`."""
        return tuple(self._found.get(field, ()))

    def span(self, field: int) -> slice:
        """Return where the content of `field` stands; raises MalformedOnnxError when nowhere."""
        found: list[slice] | None = self._found.get(field)
        if not found:
            raise malformed(f"{self._table.what} lacks field {field}")
        return found[0]

    def spans(self, field: int) -> tuple[slice, ...]:
        """Return where each content of `field` stands."""
        return tuple(self._found.get(field, ()))

    def text(self, field: int) -> str:
        """Return the text in `field`, empty without it; MalformedOnnxError if not ASCII."""
        found: list[slice] | None = self._found.get(field)
        return ascii_text(self._data[found[0]], what=self._table.what) if found else ""

    def texts(self, field: int) -> tuple[str, ...]:
        """Return all texts in `field`."""
        data, what = self._data, self._table.what
        return tuple([ascii_text(data[s], what=what) for s in self._found.get(field, ())])

    def _read(self, at: int, end: int) -> None:
        """Read every field; one byte is the usual length of a number, so it has a short way."""
        data, fields, found = self._data, self._table.by_key, self._found
        values: list[Any] = []
        last, most = -1, 0
        while at < end:
            key, at = (data[at], at + 1) if data[at] < _MORE else read_varint(data, at, end)
            if key != last:
                if key < last or (allowed := fields.get(key)) is None:
                    raise self._refused(key >> 3, key & 7)
                last, most, values = key, allowed.most, []
                found[key >> 3] = values
            elif len(values) >= most:
                raise malformed(f"{self._table.what} has field {key >> 3} {most + 1} times")
            short = at < end and data[at] < _MORE
            value, at = (data[at], at + 1) if short else read_varint(data, at, end)
            if key & 7 == VARINT:
                values.append(value)
                continue
            if not 0 <= value <= end - at:
                raise malformed(f"field {key >> 3} of {self._table.what} runs past its end")
            values.append(slice(at, at + value))
            at += value

    def _refused(self, number: int, wire: int) -> MalformedOnnxError | ExternalDataError:
        """Return the error for a field that is not on the table, or not as the table says."""
        table = self._table
        if number in table.outside:
            return ExternalDataError(
                f"{table.what} keeps its data outside the file",
                expected="all weights inside the graph file",
                remedy="export the graph again with scripts/export.py",
            )
        if number in table.fields:
            return malformed(
                f"field {number} of {table.what} stands twice, out of order, or as wire type {wire}"
            )
        named = f" ({table.known[number]})" if number in table.known else ""
        return malformed(f"{table.what} has the field {number}{named}, which is not allowed")


def ascii_text(data: bytes, *, what: str) -> str:
    """Return `data` as text; raises MalformedOnnxError when it is not ASCII."""
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as error:
        raise malformed(f"{what} has a text that is not ASCII") from error


def malformed(problem: str) -> MalformedOnnxError:
    """Return the error for a graph that is not the ONNX we ship; it may quote the graph."""
    shown = "".join(c if c.isprintable() else "?" for c in problem[:300])
    return MalformedOnnxError(
        f"the graph is not what we ship: {shown}",
        expected="a graph as scripts/export.py writes it",
        remedy="export the graph again with scripts/export.py",
    )


def read_varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return the signed 64-bit number at `at`, and the position behind it, at most `end`.

    Raises MalformedOnnxError when it is cut off, too long, or not in its shortest form.
    """
    value = 0
    for i, byte in enumerate(data[at : min(end, at + _VARINT_BYTES)]):
        value |= (byte & 0x7F) << (7 * i)
        if byte < _MORE:
            if value >> 64 or (byte == 0 and i):
                break
            return value - (value >> 63 << 64), at + i + 1
    raise malformed("a number is cut off, too long, or not in its shortest form")
