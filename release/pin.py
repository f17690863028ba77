"""The pin: the reviewed file that names the audited bytes. People edit it; programs only read."""

import re
from dataclasses import dataclass

from release import canonical
from release.artifact import Digest
from release.canonical import Json, invalid
from release.licence import Licence
from release.shape import Table

PIN_LIMIT = 64 << 10
_COMMIT = re.compile(r"[0-9a-f]{40}")
REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,7}")
_DRIVE_ID = re.compile(r"[A-Za-z0-9_-]{10,100}")
_WHO = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,79}")
_SOURCE = re.compile(r"https://[A-Za-z0-9._~/%@+-]{1,300}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedFile:
    """A file of the upstream repository at the pinned commit."""

    path: str
    digest: Digest

    @classmethod
    def read(cls, table: Table) -> "PinnedFile":
        """Read the table; `fields` is the inverse."""
        file = cls(path=_spelled(table, "path", FILE), digest=table.digest("sha256"))
        table.end()
        return file

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {"path": self.path, "sha256": self.digest.hex}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The checkpoint: its name, size in bytes, digest, and where it can be fetched."""

    name: str
    size: int
    digest: Digest
    drive_id: str

    @property
    def source(self) -> str:
        """The place upstream publishes the checkpoint at, for people and statements."""
        return f"https://drive.google.com/file/d/{self.drive_id}/view"

    @classmethod
    def read(cls, table: Table) -> "Checkpoint":
        """Read the table; `fields` is the inverse."""
        checkpoint = cls(
            name=_spelled(table, "file", FILE),
            size=table.integer("size", minimum=1),
            digest=table.digest("sha256"),
            drive_id=_spelled(table, "drive_id", _DRIVE_ID),
        )
        table.end()
        return checkpoint

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {
            "drive_id": self.drive_id,
            "file": self.name,
            "sha256": self.digest.hex,
            "size": self.size,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Somebody other than upstream who states a digest of the checkpoint, and where."""

    who: str
    source: str
    digest: Digest

    @classmethod
    def read(cls, table: Table) -> "Witness":
        """Read the table; only people write it."""
        witness = cls(
            who=_spelled(table, "who", _WHO),
            source=_spelled(table, "source", _SOURCE),
            digest=table.digest("sha256"),
        )
        table.end()
        return witness


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """The upstream repository (`owner/name`) at one commit, and the files we audited there."""

    repository: str
    commit: str
    files: tuple[PinnedFile, ...]

    @property
    def url(self) -> str:
        """The repository's address."""
        return f"https://github.com/{self.repository}"

    @classmethod
    def read(cls, table: Table) -> "Upstream":
        """Read the table; `fields` is the inverse."""
        files = sorted((PinnedFile.read(t) for t in table.tables("files")), key=lambda f: f.path)
        upstream = cls(
            repository=_spelled(table, "repository", REPOSITORY),
            commit=_spelled(table, "commit", _COMMIT),
            files=tuple(files),
        )
        table.end()
        if len({file.path for file in files}) != len(files):
            raise invalid("upstream.files", "names a path twice")
        return upstream

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {
            "commit": self.commit,
            "files": [file.fields() for file in self.files],
            "repository": self.repository,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What the exported graph promises: tensor names, opset, IR version, and the graph layout."""

    layout: int
    opset: int
    ir: int
    input: str
    output: str

    @classmethod
    def read(cls, table: Table) -> "Contract":
        """Read the table; `fields` is the inverse."""
        contract = cls(
            layout=table.integer("layout", minimum=1),
            opset=table.integer("opset", minimum=1),
            ir=table.integer("ir", minimum=1),
            input=table.text("input"),
            output=table.text("output"),
        )
        table.end()
        return contract

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {
            "input": self.input,
            "ir": self.ir,
            "layout": self.layout,
            "opset": self.opset,
            "output": self.output,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What the bytes of one model must be."""

    model: str
    checkpoint: Checkpoint
    witnesses: tuple[Witness, ...]
    upstream: Upstream
    contract: Contract
    licence: Licence

    @classmethod
    def parse(cls, data: bytes) -> "Pin":
        """Read `model/<model>_mirror.toml`; raises InvalidRecordError, naming the field."""
        top = Table.toml(data, path="pin")
        top.integer("schema", minimum=1)
        checkpoint = top.table("checkpoint")
        pin = cls(
            model=top.text("model"),
            witnesses=_witnesses(checkpoint),
            checkpoint=Checkpoint.read(checkpoint),
            upstream=Upstream.read(top.table("upstream")),
            contract=Contract.read(top.table("export")),
            licence=Licence.read(top.table("licence")),
        )
        top.end()
        return pin

    def content_key(self, receipt: Digest) -> Digest:
        """Return the digest of everything that decides the released content.

        All of it comes from pin and tree, so the key is known before anything is built; `receipt`
        is the digest of the licence receipt in the tree.
        """
        return Digest.of(
            canonical.dump(
                {
                    "checkpoint": self.checkpoint.digest.hex,
                    "export": self.contract.fields(),
                    "licence_receipt": receipt.hex,
                    "model": self.model,
                    "upstream": self.upstream.fields(),
                }
            )
        )


def _witnesses(checkpoint: Table) -> tuple[Witness, ...]:
    tables = checkpoint.tables("witnesses") if checkpoint.has("witnesses") else ()
    found = tuple(sorted(map(Witness.read, tables), key=lambda witness: witness.who))
    if len({witness.who for witness in found}) != len(found):
        raise invalid("checkpoint.witnesses", "names somebody twice")
    return found


def _spelled(table: Table, key: str, pattern: re.Pattern[str]) -> str:
    text = table.text(key)
    if not pattern.fullmatch(text):
        raise invalid(f"field {key}", f"is {text[:80]!r}, which does not match its pattern")
    return text
