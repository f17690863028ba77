"""Files in which people write down what a watch need not tell any more: rows with a reason each."""

from release.shape import Table

LIMIT = 1 << 20
"""How long such a file may be, in bytes."""

_SCHEMA = 1


def rows_in(data: bytes, key: str, *, path: str) -> tuple[Table, ...]:
    """Return the rows `key` of the file at `path`; raises InvalidRecordError."""
    top = Table.toml(data, path=path)
    top.integer("schema", minimum=_SCHEMA, maximum=_SCHEMA)
    rows = top.rows(key) if top.has(key) else ()
    top.end()
    return tuple(rows)


def require_reason(row: Table) -> None:
    """Raise InvalidRecordError unless the row says why on one line, and nothing more."""
    row.line("reason", limit=256)
    row.end()
