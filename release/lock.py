"""A lock: the file that pins each package of a job by version and digest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Digest
from release.canonical import Json, invalid
from release.files import MIB, read_bytes
from release.shape import Table

PROVE_LOCK, TORCH_LOCK = "requirements/prove.txt", "requirements/torch.txt"
LOCKS = ("requirements/export.txt", PROVE_LOCK, TORCH_LOCK)
"""What a release set is made with: the exporter's, the prover's and the oracle's packages."""

_PINNED = re.compile(r"([a-z0-9][a-z0-9._-]*==[A-Za-z0-9][A-Za-z0-9.+!_-]*)(?= |$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A lock by path and digest, and what it pins, as `name==version`; no machine is asked.

    A package may stand twice, for different Pythons.
    """

    path: str
    digest: Digest
    tools: tuple[str, ...]

    @classmethod
    def of(cls, path: str, data: bytes) -> "Lock":
        """Read the lock `data`; raises InvalidRecordError when it pins nothing."""
        lines = data.decode(errors="replace").splitlines()
        tools = {match[1] for line in lines if (match := _PINNED.match(line))}
        if not tools:
            raise invalid(path, "pins nothing")
        return cls(path=path, digest=Digest.of(data), tools=tuple(sorted(tools)))

    def other(self, versions: Mapping[str, str]) -> tuple[str, ...]:
        """Return those of `versions`, as `name==version`, that this lock does not pin."""
        found = (f"{name}=={version}" for name, version in sorted(versions.items()))
        return tuple(tool for tool in found if tool not in self.tools)

    @classmethod
    def read(cls, table: Table) -> "Lock":
        """Read the table; `fields` is the inverse."""
        lock = cls(
            path=table.text("path"), digest=table.digest("sha256"), tools=table.texts("tools")
        )
        table.end()
        if not lock.tools or list(lock.tools) != sorted(set(filter(_PINNED.fullmatch, lock.tools))):
            raise invalid("manifest.run_provenance.locks", "have tools that no lock pins so")
        return lock

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {"path": self.path, "sha256": self.digest.hex, "tools": list(self.tools)}


def locks_in(checkout: Path) -> tuple[Lock, ...]:
    """Return the locks of `checkout`; raises what `read_bytes` and `Lock.of` raise."""
    return tuple(Lock.of(path, read_bytes(checkout / path, limit=MIB)) for path in LOCKS)


def require_locks(tables: tuple[Table, ...]) -> tuple[Lock, ...]:
    """Read exactly the locks of LOCKS, in order; raises InvalidRecordError."""
    locks = tuple(map(Lock.read, tables))
    if tuple(lock.path for lock in locks) != LOCKS:
        raise invalid("manifest.run_provenance.locks", "are not exactly the locks of the jobs")
    return locks
