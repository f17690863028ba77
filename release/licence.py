"""The licence of a model as people found it at upstream: the pin's table for the receipt."""

import re
from dataclasses import dataclass

from release.canonical import Json, invalid
from release.shape import Table

ABSENT = "absent"
"""What a pin says of NOTICE when upstream has none at the commit; a person has looked."""

# Lines of the receipt are made of these, so they hold no break and nothing that cannot be seen.
_LINE = re.compile(r"[!-~]+( [!-~]+)*")
_ADDRESS = re.compile(r"https://[A-Za-z0-9._~/#%-]{1,300}")
_NOTICE = re.compile(r"NOTICES?([._-].*)?", re.IGNORECASE)


def is_notice(path: str) -> bool:
    """Tell whether the file at `path` is what the licence calls a NOTICE, in any spelling."""
    return _NOTICE.fullmatch(path.rsplit("/", 1)[-1]) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """The upstream licence, who made the work, and what was found out about it.

    `notice` is the path of upstream's NOTICE file or `absent`. `weights` says why the licence holds
    for the checkpoint, with `evidence` as its source; `training_data` says what it does not cover.
    """

    spdx: str
    url: str
    notice: str
    work: str
    authors: str
    paper: str
    weights: str
    evidence: str
    training_data: str

    @classmethod
    def read(cls, table: Table) -> "Licence":
        """Read the table; `fields` is the inverse."""
        licence = cls(
            url=_spelled(table, "url", _ADDRESS),
            evidence=_spelled(table, "evidence", _ADDRESS),
            **{name: _spelled(table, name, _LINE) for name in _LINES},
        )
        table.end()
        return licence

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        lines: dict[str, Json] = {name: getattr(self, name) for name in _LINES}
        return {"url": self.url, "evidence": self.evidence, **lines}


_LINES = ("spdx", "notice", "work", "authors", "paper", "weights", "training_data")


def _spelled(table: Table, key: str, pattern: re.Pattern[str]) -> str:
    text = table.text(key)
    if not pattern.fullmatch(text):
        raise invalid(f"field licence.{key}", f"is {text[:80]!r}, which does not match its pattern")
    return text
