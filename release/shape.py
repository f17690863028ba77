"""Reading a parsed TOML or JSON document: wrong types and unknown fields are refused."""

from collections.abc import Mapping

from release.artifact import Digest
from release.canonical import invalid


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

    def integer(self, key: str, *, minimum: int = 0) -> int:
        """Return the whole number at `key`, at least `minimum`; a boolean is not a number."""
        value = self._take(key)
        if type(value) is not int or value < minimum:
            raise invalid(f"{self._path}.{key}", f"is not a whole number of at least {minimum}")
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

    def table(self, key: str) -> "Table":
        """Return the table at `key`."""
        return Table(self._take(key), path=f"{self._path}.{key}")

    def tables(self, key: str) -> "tuple[Table, ...]":
        """Return the tables of the list at `key`, which may not be empty."""
        value = self._take(key)
        if not isinstance(value, list) or not value:
            raise invalid(f"{self._path}.{key}", "is not a list with entries")
        return tuple(Table(v, path=f"{self._path}.{key}[{i}]") for i, v in enumerate(value))

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

    def value(self, key: str) -> "bool | int | str | tuple[str, ...]":
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

    def end(self) -> None:
        """Refuse fields nobody asked for."""
        if self._left:
            unknown = ", ".join(sorted(map(str, self._left)))
            raise invalid(self._path, f"has unknown fields: {unknown[:120]}")
