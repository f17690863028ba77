"""Which cosign to bring: its version, and what its published programs must be.

`model/cosign.toml` holds witnessed values, as the pin does; people edit it, in a reviewed pull
request.
"""

import re
from dataclasses import dataclass

from release.artifact import Digest
from release.canonical import invalid
from release.shape import Table

COSIGN_LIMIT = 64 << 10
_VERSION = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}")
_PROGRAM = re.compile(r"cosign-[a-z0-9]{1,20}-[a-z0-9]{1,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignSums:
    """The programs of one version of cosign, by name, each with the digest that it must have."""

    version: str
    programs: tuple[tuple[str, Digest], ...]

    @classmethod
    def parse(cls, data: bytes) -> "CosignSums":
        """Read `model/cosign.toml`; raises InvalidRecordError, naming the field."""
        top = Table.toml(data, path="cosign")
        if top.integer("schema") != 1:
            raise invalid("cosign.schema", "is not 1")
        version = top.text("version")
        if not _VERSION.fullmatch(version):
            raise invalid("cosign.version", "is not a version")
        programs = [_program(table) for table in top.tables("programs")]
        top.end()
        if [name for name, _ in programs] != sorted({name for name, _ in programs}):
            raise invalid("cosign.programs", "are not sorted, or name one twice")
        return cls(version=version, programs=tuple(programs))

    @property
    def lines(self) -> bytes:
        """What `sha256sum --strict -c` reads."""
        return "".join(f"{digest.hex}  {name}\n" for name, digest in self.programs).encode()


def _program(table: Table) -> tuple[str, Digest]:
    name, digest = table.text("name"), table.digest("sha256")
    witnesses = table.texts("witnesses")
    if not _PROGRAM.fullmatch(name):
        raise invalid("cosign.programs", f"has no program called {name[:40]!r}")
    # One who states a digest may have copied a mistake; it takes two to agree.
    if len(set(witnesses)) < 2:  # noqa: PLR2004 # the two of the line above
        raise invalid(f"cosign.programs.{name}", "has fewer than two witnesses")
    table.end()
    return name, digest
