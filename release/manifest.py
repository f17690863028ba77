"""The manifest: our signed statement of a release, from which everything else is rendered."""

import re
from dataclasses import dataclass

from release import canonical
from release.artifact import Artifact, Digest
from release.canonical import Json, invalid
from release.licence import Licence
from release.lock import Lock, require_locks
from release.names import LISTED_IN_MANIFEST, Names, Role, Tag
from release.pin import Checkpoint, Contract, Upstream
from release.shape import Table

SCHEMA = "u2netp-mirror-manifest-v1"
MANIFEST_LIMIT = 1 << 20
_COMMIT = re.compile(r"[0-9a-f]{40}")

CLAUSES = {
    "4a": (Role.LICENCE,),
    "4b": (Role.LICENCE, Role.MODEL, Role.FIXED),
    "4c": (Role.LICENCE,),
    "4d": (Role.LICENCE,),
}
"""Which files of the release fulfil which clause of the licence; 4b: each changed file says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The commit of this repository that last changed an input of the content key."""

    repository: str
    commit: str

    @classmethod
    def read(cls, table: Table) -> "Source":
        """Read the table; `fields` is the inverse."""
        source = cls(repository=table.text("repository"), commit=table.text("commit"))
        table.end()
        if not _COMMIT.fullmatch(source.commit):
            raise invalid("manifest.source.commit", "is not a whole commit id")
        return source

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {"commit": self.commit, "repository": self.repository}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAsset:
    """A file of the release with its role."""

    role: Role
    artifact: Artifact

    @classmethod
    def read(cls, table: Table) -> "ListedAsset":
        """Read the table; `fields` is the inverse."""
        name, role = table.text("name"), table.text("role")
        if role not in {r.value for r in LISTED_IN_MANIFEST}:
            raise invalid("manifest.assets", f"have the unknown role {role[:40]!r}")
        size, digest = table.integer("size", minimum=1), table.digest("sha256")
        table.end()
        return cls(role=Role(role), artifact=Artifact(name=name, size=size, digest=digest))

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {
            "name": self.artifact.name,
            "role": self.role.value,
            "sha256": self.artifact.digest.hex,
            "size": self.artifact.size,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one release is. No clock, host, path or run: the same content gives the same bytes.

    `locks` say what it was made with: of the checkout that made it, never of the machine.
    """

    tag: Tag
    content_key: Digest
    previous: Digest | None
    source: Source
    upstream: Upstream
    checkpoint: Checkpoint
    contract: Contract
    weights: Digest
    operators: tuple[tuple[str, int], ...]
    licence: Licence
    assets: tuple[ListedAsset, ...]
    locks: tuple[Lock, ...]

    def artifact(self, role: Role) -> Artifact:
        """Return the listed file with `role`."""
        return next(a.artifact for a in self.assets if a.role is role)

    def dump(self) -> bytes:
        """Return the canonical bytes; `parse` is the inverse."""
        return canonical.dump(
            {
                "assets": [asset.fields() for asset in self.assets],
                "checkpoint": self.checkpoint.fields(),
                "content_key": self.content_key.hex,
                "export": self.contract.fields(),
                "id": Names(self.tag).registry_id,
                "licence": {**self.licence.fields(), "clauses": _clauses(self.assets)},
                "model": self.tag.model,
                "n": self.tag.n,
                "operators": dict(self.operators),
                "previous": self.previous.hex if self.previous else "none",
                "run_provenance": {
                    "locks": [lock.fields() for lock in self.locks],
                    "source_commit": self.source.commit,
                },
                "schema": SCHEMA,
                "source": self.source.fields(),
                "tag": str(self.tag),
                "upstream": self.upstream.fields(),
                "weights_sha256": self.weights.hex,
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> "Manifest":
        """Read a manifest; raises InvalidRecordError, also for bytes that are not canonical."""
        top = Table(canonical.load(data, what="manifest"), path="manifest")
        top.literal("schema", SCHEMA)
        tag = Tag(model=top.text("model"), n=top.integer("n", minimum=1))
        top.literal("tag", str(tag))
        top.literal("id", Names(tag).registry_id)
        previous, assets = top.text("previous"), _assets(top.tables("assets"), Names(tag))
        source, licence = Source.read(top.table("source")), top.table("licence")
        _require_clauses(licence.table("clauses"), assets)
        manifest = cls(
            tag=tag,
            content_key=top.digest("content_key"),
            previous=None if previous == "none" else Digest(previous),
            source=source,
            upstream=Upstream.read(top.table("upstream")),
            checkpoint=Checkpoint.read(top.table("checkpoint")),
            contract=Contract.read(top.table("export")),
            weights=top.digest("weights_sha256"),
            operators=top.table("operators").items(),
            licence=Licence.read(licence),
            assets=assets,
            locks=_locks(top.table("run_provenance"), source),
        )
        top.end()
        if manifest.dump() != data:
            raise invalid("manifest", "is not in canonical form")
        return manifest


def _assets(tables: tuple[Table, ...], names: Names) -> tuple[ListedAsset, ...]:
    """Read the listed files: exactly the expected roles, in order, under their exact names."""
    assets = tuple(ListedAsset.read(table) for table in tables)
    expected = tuple((role, names.asset(role)) for role in LISTED_IN_MANIFEST)
    if tuple((a.role, a.artifact.name) for a in assets) != expected:
        raise invalid("manifest.assets", "are not exactly the files of the release set")
    return assets


def _clauses(assets: tuple[ListedAsset, ...]) -> dict[str, tuple[dict[str, str], ...]]:
    """Return for each clause the files that fulfil it, with their digests."""
    files = {a.role: {"file": a.artifact.name, "sha256": a.artifact.digest.hex} for a in assets}
    return {clause: tuple(files[role] for role in roles) for clause, roles in CLAUSES.items()}


def _fulfilling(table: Table) -> dict[str, str]:
    file = {"file": table.text("file"), "sha256": table.digest("sha256").hex}
    table.end()
    return file


def _require_clauses(table: Table, assets: tuple[ListedAsset, ...]) -> None:
    """Refuse clauses that are not fulfilled by exactly the files that must fulfil them."""
    for clause, wanted in _clauses(assets).items():
        if tuple(map(_fulfilling, table.tables(clause))) != wanted:
            raise invalid(f"manifest.licence.clauses.{clause}", "names other files")
    table.end()


def _locks(table: Table, source: Source) -> tuple[Lock, ...]:
    locks = require_locks(table.tables("locks"))
    table.literal("source_commit", source.commit)
    table.end()
    return locks
