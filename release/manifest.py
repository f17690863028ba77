"""The manifest: our signed statement of a release, from which everything else is rendered."""

from dataclasses import dataclass

from release import canonical
from release.artifact import Artifact, Digest
from release.canonical import Json, invalid
from release.names import LISTED_IN_MANIFEST, Names, Role, Tag
from release.pin import Checkpoint, Contract, Licence, Upstream
from release.shape import Table

SCHEMA = "u2netp-mirror-manifest-v1"
MANIFEST_LIMIT = 1 << 20


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
    """What one release is. No clock, host, path or run: the same content gives the same bytes."""

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
                "licence": self.licence.fields(),
                "model": self.tag.model,
                "n": self.tag.n,
                "operators": dict(self.operators),
                "previous": self.previous.hex if self.previous else "none",
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
        previous = top.text("previous")
        manifest = cls(
            tag=tag,
            content_key=top.digest("content_key"),
            previous=None if previous == "none" else Digest(previous),
            source=Source.read(top.table("source")),
            upstream=Upstream.read(top.table("upstream")),
            checkpoint=Checkpoint.read(top.table("checkpoint")),
            contract=Contract.read(top.table("export")),
            weights=top.digest("weights_sha256"),
            operators=top.table("operators").items(),
            licence=Licence.read(top.table("licence")),
            assets=_assets(top.tables("assets"), Names(tag)),
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
