"""Reading a parsed TOML or JSON document: wrong types and unknown fields are refused."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Self, TypeVar

from release.artifact import Digest
from release.canonical import invalid
from release.report import INVISIBLE

_T = TypeVar("_T")


class Table:
    """One table of a document: every field is asked for once, then `end` refuses the rest.

    Each getter raises InvalidRecordError, which names the field by its path in the document.
    """

    def __init__(self, value: object, *, path: str) -> None:
        """Wrap the table `value`; `path` is the document's name, then the way to this table."""
        if not isinstance(value, Mapping):
            raise invalid(path, f"is a {type(value).__name__}, not a table")
        self._path = path
        self._left = dict(value)

    @classmethod
    def toml(cls, data: bytes, *, path: str) -> Self:
        """Read the TOML document called `path`; raises InvalidRecordError, for deep nesting too."""
        try:
            document = tomllib.loads(data.decode())
        except (ValueError, RecursionError) as error:
            raise invalid(path, f"is not TOML: {error}") from error
        return cls(document, path=path)

    def _take(self, key: str) -> object:
        if key not in self._left:
            raise invalid(f"{self._path}.{key}", "is missing")
        return self._left.pop(key)

    def text(self, key: str) -> str:
        """Return the text at `key`, which may not be empty."""
        value = self._take(key)
        if not isinstance(value, str) or not value:
            raise invalid(f"{self._path}.{key}", "is not a text")
        return value

    def line(self, key: str, *, limit: int) -> str:
        """Return the text at `key`: at most `limit` characters, all of which can be seen."""
        text = self.text(key)
        if len(text) > limit or INVISIBLE.search(text):
            raise invalid(f"{self._path}.{key}", f"is not one line of at most {limit} characters")
        return text

    def spelled(self, key: str, pattern: re.Pattern[str]) -> str:
        """Return the text at `key`, which `pattern` must match as a whole."""
        text = self.text(key)
        if not pattern.fullmatch(text):
            raise invalid(f"{self._path}.{key}", f"is {text[:80]!r}, which nobody may write there")
        return text

    def one_of(self, key: str, values: Sequence[str]) -> str:
        """Return the text at `key`, which must be one of `values`."""
        if (text := self.text(key)) not in values:
            raise invalid(f"{self._path}.{key}", f"is {text[:40]!r}, not one of {list(values)}")
        return text

    def integer(self, key: str, *, minimum: int = 0, maximum: int | None = None) -> int:
        """Return the whole number at `key`, within these bounds; a boolean is not a number."""
        value = self._take(key)
        if type(value) is not int or value < minimum or (maximum is not None and value > maximum):
            most = "" if maximum is None else f" and at most {maximum}"
            raise invalid(
                f"{self._path}.{key}", f"is not a whole number of at least {minimum}{most}"
            )
        return value

    def fraction(self, key: str) -> float:
        """Return the number from 0 to 1 at `key`."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise invalid(f"{self._path}.{key}", "is not a number from 0 to 1")
        return value

    def boolean(self, key: str) -> bool:
        """Return the boolean at `key`."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise invalid(f"{self._path}.{key}", "is not a boolean")
        return value

    def digest(self, key: str) -> Digest:
        """Return the SHA-256 digest at `key`, written as bare hex."""
        return Digest(self.text(key))

    def literal(self, key: str, value: str) -> str:
        """Return the text at `key`, which must be `value`: a schema name, say."""
        if (text := self.text(key)) != value:
            raise invalid(f"{self._path}.{key}", f"is {text[:80]!r}, not {value!r}")
        return text

    def has(self, key: str) -> bool:
        """Tell whether the optional field `key` is there."""
        return key in self._left

    def is_text(self, key: str) -> bool:
        """Tell whether the field `key` is there and is a text, for fields of two shapes."""
        return isinstance(self._left.get(key), str)

    def table(self, key: str) -> "Table":
        """Return the table at `key`."""
        return Table(self._take(key), path=f"{self._path}.{key}")

    def tables(self, key: str) -> "tuple[Table, ...]":
        """Return the tables of the list at `key`, which may not be empty."""
        if not (tables := self.rows(key)):
            raise invalid(f"{self._path}.{key}", "is not a list with entries")
        return tables

    def rows(self, key: str) -> "tuple[Table, ...]":
        """Return the tables of the list at `key`, which may be empty."""
        value = self._take(key)
        if not isinstance(value, list):
            raise invalid(f"{self._path}.{key}", "is not a list")
        return tuple(Table(v, path=f"{self._path}.{key}[{i}]") for i, v in enumerate(value))

    def value(self, key: str, read: Callable[[object], _T | None]) -> _T:
        """Return what `read` makes of the value at `key`; None refuses it."""
        if (value := read(self._take(key))) is None:
            raise invalid(f"{self._path}.{key}", "is not what may stand there")
        return value

    def values(
        self, key: str, read: Callable[[object], _T | None], *, least: int = 0, most: int
    ) -> tuple[_T, ...]:
        """Return what `read` makes of each value of the list at `key`; None refuses one."""
        values = self._take(key)
        if (
            isinstance(values, str)
            or not isinstance(values, Sequence)
            or not least <= len(values) <= most
        ):
            raise invalid(f"{self._path}.{key}", f"is not a list of {least} to {most} values")
        read_back = [read(value) for value in values]
        if None in read_back:
            raise invalid(f"{self._path}.{key}", "holds what may not stand there")
        return tuple(value for value in read_back if value is not None)

    def items(self) -> "tuple[tuple[str, int], ...]":
        """Return every field left, each a count, by name; for tables whose keys are data."""
        names = sorted(self._left)
        return tuple((name, self.integer(name)) for name in names)

    def texts(self, key: str) -> "tuple[str, ...]":
        """Return the texts of the list at `key`."""
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise invalid(f"{self._path}.{key}", "is not a list of texts")
        return tuple(value)

    def scalar(self, key: str) -> "bool | int | str | tuple[str, ...]":
        """Return the boolean, whole number, text or list of texts at `key`."""
        value = self._left.get(key)
        if isinstance(value, list):
            return self.texts(key)
        if not isinstance(value, bool | int | str):
            raise invalid(f"{self._path}.{key}", "is no boolean, number, text or list of texts")
        del self._left[key]
        return value

    def pairs(self) -> "tuple[tuple[str, str], ...]":
        """Return every field left, each a text, by name; for tables whose keys are data."""
        return tuple((name, self.text(name)) for name in sorted(self._left))

    def integers(self, key: str) -> "tuple[int, ...]":
        """Return the whole numbers of the list at `key`."""
        value = self._take(key)
        if not isinstance(value, list) or not all(type(v) is int for v in value):
            raise invalid(f"{self._path}.{key}", "is not a list of whole numbers")
        return tuple(value)

    def end(self) -> None:
        """Refuse fields nobody asked for."""
        if self._left:
            unknown = ", ".join(sorted(map(str, self._left)))
            raise invalid(self._path, f"has unknown fields: {unknown[:120]}")
