"""What a verifier puts up with: how old a trust root, how low the version of a tool."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from release.canonical import invalid
from release.shape import Table

_VERSION = re.compile(r"(0|[1-9][0-9]{0,4})(\.(0|[1-9][0-9]{0,4})){2}")
_COMMAND = re.compile(r"[a-z-]{1,20}( [a-z-]{1,20})?")


class Late(Enum):
    """What a verifier does about a record past its date."""

    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustRootAge:
    """How many days a trust root may be kept in a file before a verifier warns, then refuses."""

    warn_days: int
    refuse_days: int

    @classmethod
    def read(cls, table: Table) -> "TrustRootAge":
        """Read the table; raises InvalidRecordError, naming the field."""
        warn, refuse = (table.integer(f"{word}_days", minimum=1) for word in ("warn", "refuse"))
        table.end()
        if refuse < warn:
            raise invalid("policy.trust_root", "refuses before it warns")
        return cls(warn_days=warn, refuse_days=refuse)


@dataclass(frozen=True, slots=True, kw_only=True)
class GhCommand:
    """A command of gh, and the lowest version that the tests have run it with."""

    command: str
    least: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The lowest versions that verify what we sign; `sigstore` is the Python package."""

    cosign: str
    sigstore: str
    gh: tuple[GhCommand, ...]

    @classmethod
    def read(cls, table: Table) -> "Tools":
        """Read the table; raises InvalidRecordError, naming the field."""
        tools = cls(
            cosign=table.spelled("cosign", _VERSION),
            sigstore=table.spelled("sigstore", _VERSION),
            gh=_commands(table.tables("gh")),
        )
        table.end()
        return tools

    def least_gh(self, command: str) -> str:
        """Return the lowest version of gh for `command`; raises InvalidRecordError for another."""
        for one in self.gh:
            if one.command == command:
                return one.least
        raise invalid("policy.tools.gh", f"does not name {command!r}")


def _commands(tables: Iterable[Table]) -> tuple[GhCommand, ...]:
    commands = []
    for table in tables:
        command, least = table.spelled("command", _COMMAND), table.spelled("least", _VERSION)
        commands.append(GhCommand(command=command, least=least))
        table.end()
    if len({c.command for c in commands}) != len(commands):
        raise invalid("policy.tools.gh", "names a command twice")
    return tuple(commands)


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, to be compared."""
    return tuple(int(part) for part in version.split("."))
