"""The protobuf wire format, read by a table of allowed fields: what is not listed is refused.

No protobuf library: a parser merges doubled fields, drops unknown ones and follows external data
before anybody can object. Source: protobuf.dev, "Encoding".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Self, TypeVar

from release.errors import ExternalDataError, MalformedOnnxError

T = TypeVar("T")

_VARINT, _CHUNK = 0, 2
_VARINT_BYTES = 10


class Kind(Enum):
    """What a field holds."""

    NUMBER = "number"
    BYTES = "bytes"
    MESSAGE = "message"
    EXTERNAL = "external data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One allowed field: its kind, whether it may stand more than once, and a message's table."""

    kind: Kind
    many: bool = False
    table: "Mapping[int, Field] | None" = None

    @classmethod
    def message(cls, table: "Table", *, many: bool = False) -> Self:
        """Return a field that holds a message with the fields of `table`."""
        return cls(kind=Kind.MESSAGE, many=many, table=table)


Table = Mapping[int, Field]

NUMBER = Field(kind=Kind.NUMBER)
NUMBERS = Field(kind=Kind.NUMBER, many=True)
BYTES = Field(kind=Kind.BYTES)
MANY_BYTES = Field(kind=Kind.BYTES, many=True)
EXTERNAL = Field(kind=Kind.EXTERNAL, many=True)


class Message:
    """A message whose every field is on its table; getters take the field's number."""

    def __init__(self, data: memoryview, table: Table, *, what: str) -> None:
        """Read all of `data`, called `what` in errors.

        Raises MalformedOnnxError for a field that is unknown, doubled, cut off or of the wrong
        type, ExternalDataError for one that points outside the file.
        """
        self._what = what
        self._numbers: dict[int, list[int]] = {}
        self._chunks: dict[int, list[memoryview]] = {}
        self._messages: dict[int, list[Message]] = {}
        position = 0
        while position < len(data):
            key, position = _varint(data, position)
            position = self._field(data, position, key, table)

    def number(self, field: int, default: int = 0) -> int:
        """Return the number in `field`."""
        return (self._numbers.get(field) or [default])[0]

    def numbers(self, field: int) -> tuple[int, ...]:
        """Return all numbers in `field`."""
        return tuple(self._numbers.get(field, ()))

    def chunk(self, field: int) -> memoryview:
        """Return the bytes in `field`; without it, none."""
        return (self._chunks.get(field) or [memoryview(b"")])[0]

    def text(self, field: int) -> str:
        """Return the text in `field`; raises MalformedOnnxError when it is not ASCII."""
        return self._ascii(self.chunk(field))

    def texts(self, field: int) -> tuple[str, ...]:
        """Return all texts in `field`."""
        return tuple(self._ascii(chunk) for chunk in self._chunks.get(field, ()))

    def messages(self, field: int) -> "tuple[Message, ...]":
        """Return all messages in `field`."""
        return tuple(self._messages.get(field, ()))

    def message(self, field: int) -> "Message":
        """Return the message in `field`; raises MalformedOnnxError when it is missing."""
        if not (found := self._messages.get(field)):
            raise malformed(f"{self._what} lacks field {field}")
        return found[0]

    def _field(self, data: memoryview, position: int, key: int, table: Table) -> int:
        number, wire = key >> 3, key & 7
        if (field := table.get(number)) is None:
            raise malformed(f"{self._what} has the field {number}, which is not allowed")
        if field.kind is Kind.EXTERNAL:
            raise ExternalDataError(
                f"{self._what} keeps its data outside the file",
                expected="all weights inside the graph file",
                remedy="export the graph again with scripts/export.py",
            )
        if wire == _VARINT and field.kind is Kind.NUMBER:
            value, position = _varint(data, position)
            self._once(number, self._numbers, field).append(value)
            return position
        if wire != _CHUNK or (field.kind is Kind.NUMBER and not field.many):
            raise malformed(f"{self._what} has field {number} with the wire type {wire}")
        size, start = _varint(data, position)
        if size > len(data) - start:
            raise malformed(f"{self._what} has field {number}, which runs past its end")
        self._chunk(number, data[start : start + size], field)
        return start + size

    def _chunk(self, number: int, chunk: memoryview, field: Field) -> None:
        if field.table is not None:
            message = Message(chunk, field.table, what=f"{self._what}.{number}")
            self._once(number, self._messages, field).append(message)
        elif field.kind is Kind.BYTES:
            self._once(number, self._chunks, field).append(chunk)
        else:
            position = 0
            while position < len(chunk):
                value, position = _varint(chunk, position)
                self._once(number, self._numbers, field).append(value)

    def _once(self, number: int, fields: dict[int, list[T]], field: Field) -> list[T]:
        """Return the values of a field so far; refuse a second one where one is all."""
        values = fields.setdefault(number, [])
        if values and not field.many:
            raise malformed(f"{self._what} has field {number} twice")
        return values

    def _ascii(self, chunk: memoryview) -> str:
        try:
            return bytes(chunk).decode("ascii")
        except UnicodeDecodeError as error:
            raise malformed(f"{self._what} has a name that is not ASCII") from error


def malformed(problem: str) -> MalformedOnnxError:
    """Return the error for a graph that is not the ONNX we ship."""
    return MalformedOnnxError(
        f"the graph is not what we ship: {problem}",
        expected="a graph as scripts/export.py writes it",
        remedy="export the graph again with scripts/export.py",
    )


def _varint(data: memoryview, position: int) -> tuple[int, int]:
    """Return the signed 64-bit number at `position` and the position behind it."""
    value = 0
    for i, byte in enumerate(data[position : position + _VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:  # noqa: PLR2004 - the continuation bit
            if value >> 64 or (byte == 0 and i):
                break
            return value - (value >> 63 << 64), position + i + 1
    raise malformed("a number is cut off, too long, or not in its shortest form")
