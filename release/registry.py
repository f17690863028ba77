"""The registry: which models there are, each with digest, bundle and status. The bot writes it."""

import json
import re
from dataclasses import dataclass
from enum import Enum

from release import canonical
from release.artifact import Digest
from release.canonical import Json, invalid
from release.names import Names, Tag
from release.shape import Table

REGISTRY_LIMIT = 4 << 20
_SCHEMA = "./registry.schema.json"
_VERSION = 1
_URL = re.compile(r"https://[!-~]+")


class Kind(Enum):
    """What a model does: full-reference metric, no-reference metric, or filter."""

    FULL_REFERENCE = "fr"
    NO_REFERENCE = "nr"
    FILTER = "filter"


class Status(Enum):
    """What became of a release; it moves one way only, from active to one of the others."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    YANKED = "yanked"
    BURNED = "burned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """Which release an entry stands for."""

    tag: Tag
    manifest: Digest
    content_key: Digest
    status: Status

    @classmethod
    def read(cls, table: Table) -> "Mirror":
        """Read the table; `fields` is the inverse."""
        tag = Tag.parse(table.text("tag"))
        if table.integer("n", minimum=1) != tag.n:
            raise invalid("registry.mirror.n", f"is not the number of {tag}")
        mirror = cls(
            tag=tag,
            manifest=table.digest("manifest_sha256"),
            content_key=table.digest("content_key"),
            status=Status(_one_of(table, "status", {status.value for status in Status})),
        )
        table.end()
        return mirror

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {
            "tag": str(self.tag),
            "n": self.tag.n,
            "manifest_sha256": self.manifest.hex,
            "content_key": self.content_key.hex,
            "status": self.status.value,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEntry:
    """One model. Its file names follow from its tag, so they are not held twice."""

    kind: Kind
    model: Digest
    opset: int
    licence: str
    licence_url: str
    description: str
    notes: str
    mirror: Mirror

    @property
    def id(self) -> str:
        """The id, by which entries are sorted and found."""
        return self._names.registry_id

    @property
    def _names(self) -> Names:
        return Names(self.mirror.tag)

    def _derived(self) -> dict[str, str]:
        names = self._names
        return {
            "id": names.registry_id,
            "onnx": f"{names.registry_id}.onnx",
            "sigstore_bundle": names.tree_bundle,
            "quant_mode": "fp32",
        }

    @classmethod
    def read(cls, table: Table) -> "RegistryEntry":
        """Read the table; `fields` is the inverse."""
        mirror = Mirror.read(table.table("mirror"))
        entry = cls(
            kind=Kind(_one_of(table, "kind", {kind.value for kind in Kind})),
            model=table.digest("sha256"),
            opset=table.integer("opset", minimum=1),
            licence=table.text("license"),
            licence_url=_url(table, "license_url"),
            description=table.text("description"),
            notes=table.text("notes"),
            mirror=mirror,
        )
        for key, value in entry._derived().items():
            table.literal(key, value)
        if table.boolean("smoke"):
            raise invalid("registry.smoke", "is true, but no release is a smoke fixture")
        table.end()
        return entry

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON, in the order people read it."""
        derived = self._derived()
        return {
            "id": derived["id"],
            "kind": self.kind.value,
            "onnx": derived["onnx"],
            "sha256": self.model.hex,
            "opset": self.opset,
            "license": self.licence,
            "license_url": self.licence_url,
            "sigstore_bundle": derived["sigstore_bundle"],
            "description": self.description,
            "notes": self.notes,
            "smoke": False,
            "quant_mode": derived["quant_mode"],
            "mirror": self.mirror.fields(),
        }


@dataclass(frozen=True, slots=True)
class Registry:
    """All entries, sorted by id."""

    entries: tuple[RegistryEntry, ...]

    @classmethod
    def parse(cls, data: bytes) -> "Registry":
        """Read the registry; raises InvalidRecordError, naming the field. `dump` is the inverse."""
        document = canonical.load(data, what="registry")
        models = document.pop("models", None)
        top = Table(document, path="registry")
        top.literal("$schema", _SCHEMA)
        if top.integer("schema_version") != _VERSION:
            raise invalid("registry.schema_version", f"is not {_VERSION}")
        top.end()
        if not isinstance(models, list):
            raise invalid("registry.models", "is not a list")
        tables = (Table(m, path=f"registry.models[{i}]") for i, m in enumerate(models))
        entries = tuple(RegistryEntry.read(table) for table in tables)
        ids = [entry.id for entry in entries]
        if ids != sorted(set(ids)):
            raise invalid("registry.models", "are not sorted by id, or have an id twice")
        return cls(entries)

    def dump(self) -> bytes:
        """Return the registry as it stands in the tree: indented, for reviewers."""
        document: Json = {
            "$schema": _SCHEMA,
            "schema_version": _VERSION,
            "models": [entry.fields() for entry in self.entries],
        }
        return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()

    def with_entry(self, entry: RegistryEntry) -> "Registry":
        """Return the registry with `entry` in its place; twice is once."""
        others = (old for old in self.entries if old.id != entry.id)
        return Registry(tuple(sorted((*others, entry), key=lambda e: e.id)))

    def mirrors(self, model: str) -> tuple[Mirror, ...]:
        """Return the releases of `model`, whatever became of them."""
        return tuple(e.mirror for e in self.entries if e.mirror.tag.model == model)


def _one_of(table: Table, key: str, values: set[str]) -> str:
    if (text := table.text(key)) not in values:
        raise invalid(f"registry.{key}", f"is {text[:40]!r}, not one of {sorted(values)}")
    return text


def _url(table: Table, key: str) -> str:
    if not _URL.fullmatch(text := table.text(key)):
        raise invalid(f"registry.{key}", f"is {text[:80]!r}, not an https address")
    return text
