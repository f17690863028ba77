"""One model of the registry: a mirror's release, a model of the tree, or a smoke fixture."""

import re
from dataclasses import dataclass
from enum import Enum

from release.artifact import Digest
from release.canonical import Json, invalid
from release.mirror import Mirror
from release.names import MODEL_ID, Names, TreeNames
from release.shape import Table

OPSETS = range(7, 22)
"""The opsets that the runtimes of the reference system load."""

URL = re.compile(r"https://[!-~]{1,500}")
LICENCE = re.compile(
    r"(?=.{1,128}$)[A-Za-z0-9][A-Za-z0-9.+-]*( (AND|OR|WITH) [A-Za-z0-9][A-Za-z0-9.+-]*)*"
)
DESCRIPTION_LIMIT, NOTES_LIMIT = 256, 512
_OF_A_MIRROR = re.compile(r"[a-z][a-z0-9]{0,31}_mirror_v[1-9][0-9]{0,5}")


class Kind(Enum):
    """What a model does: full-reference metric, no-reference metric, or filter."""

    FULL_REFERENCE = "fr"
    NO_REFERENCE = "nr"
    FILTER = "filter"


class QuantMode(Enum):
    """How the variant that a runtime loads was quantised; `fp32` says that there is none."""

    FP32 = "fp32"
    DYNAMIC = "dynamic"
    STATIC = "static"
    QAT = "qat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantised:
    """The int8 variant: its digest, and how much correlation (PLCC) it may lose against fp32."""

    mode: QuantMode
    digest: Digest
    budget: float
    calibration_set: str | None = None

    @classmethod
    def read(cls, table: Table) -> "Quantised | None":
        """Read the fields of an entry that speak of quantisation; `fields` is the inverse."""
        mode = QuantMode(table.one_of("quant_mode", [mode.value for mode in QuantMode]))
        if mode is QuantMode.FP32:
            return None
        static = mode is QuantMode.STATIC
        return cls(
            mode=mode,
            digest=table.digest("int8_sha256"),
            budget=table.fraction("quant_accuracy_budget_plcc"),
            calibration_set=table.line("quant_calibration_set", limit=256) if static else None,
        )

    def fields(self) -> dict[str, Json | float]:
        """Return the fields as JSON."""
        static = {"quant_calibration_set": self.calibration_set} if self.calibration_set else {}
        return {
            "quant_mode": self.mode.value,
            "int8_sha256": self.digest.hex,
            "quant_accuracy_budget_plcc": self.budget,
            **static,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEntry:
    """One model. Its file names follow from its id, so they are not held twice.

    `smoke` marks a fixture of the tests. Every other entry has a sidecar, known by its digest.
    """

    id: str
    kind: Kind
    model: Digest
    opset: int
    licence: str
    licence_url: str
    description: str
    notes: str
    smoke: bool = False
    sidecar: Digest | None = None
    quantised: Quantised | None = None
    mirror: Mirror | None = None

    @property
    def names(self) -> TreeNames:
        """The names of its files."""
        return TreeNames(self.id)

    @property
    def released(self) -> Mirror:
        """Which release it stands for; raises InvalidRecordError for a model of the tree."""
        if self.mirror is None:
            raise invalid(f"registry entry {self.id}", "stands for no release, so nobody signed it")
        return self.mirror

    @property
    def quant_mode(self) -> QuantMode:
        """How the variant that a runtime loads was quantised."""
        return self.quantised.mode if self.quantised else QuantMode.FP32

    @classmethod
    def read(cls, table: Table) -> "RegistryEntry":
        """Read the table; `fields` is the inverse."""
        smoke = table.boolean("smoke")
        hashed = not smoke or table.has("sidecar_sha256")
        entry = cls(
            id=table.spelled("id", MODEL_ID),
            kind=Kind(table.one_of("kind", [kind.value for kind in Kind])),
            model=table.digest("sha256"),
            opset=table.integer("opset", minimum=OPSETS[0], maximum=OPSETS[-1]),
            licence=table.spelled("license", LICENCE),
            licence_url=table.spelled("license_url", URL),
            description=table.line("description", limit=DESCRIPTION_LIMIT),
            notes=table.line("notes", limit=NOTES_LIMIT),
            smoke=smoke,
            sidecar=table.digest("sidecar_sha256") if hashed else None,
            quantised=Quantised.read(table),
            mirror=Mirror.read(table.table("mirror")) if table.has("mirror") else None,
        )
        table.literal("onnx", entry.names.onnx)
        table.literal("sigstore_bundle", entry.names.bundle)
        table.end()
        entry.require_fitting()
        return entry

    def require_fitting(self) -> None:
        """Raise InvalidRecordError for fields that do not fit together."""
        named = Names(self.mirror.tag).registry_id if self.mirror else None
        if (named or self.id) != self.id or (not named and _OF_A_MIRROR.fullmatch(self.id)):
            raise invalid(f"registry entry {self.id}", f"stands for {named or 'no release'}")
        if self.smoke and self.mirror:
            raise invalid(f"registry entry {self.id}", "is a release, and no smoke fixture")

    def fields(self) -> dict[str, Json | float]:
        """Return the table as JSON, in the order people read it."""
        hashed = {"sidecar_sha256": self.sidecar.hex} if self.sidecar else {}
        quantised = self.quantised.fields() if self.quantised else {"quant_mode": "fp32"}
        return {
            "id": self.id,
            "kind": self.kind.value,
            "onnx": self.names.onnx,
            "sha256": self.model.hex,
            "opset": self.opset,
            "license": self.licence,
            "license_url": self.licence_url,
            "sigstore_bundle": self.names.bundle,
            **hashed,
            "description": self.description,
            "notes": self.notes,
            "smoke": self.smoke,
            **quantised,
            **({"mirror": self.mirror.fields()} if self.mirror else {}),
        }
