"""The parity certificate: what was compared, with what, how far apart it was, what was refused.

Its numbers say *at most*: each is rounded up to one significant digit. The last bits of a float32
network depend on the processor; rounded up, they are the same from run to run but for rare edges,
and no bound of ours, which has one digit itself, is ever crossed by rounding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from release import canonical
from release.artifact import Digest
from release.canonical import Json, invalid
from release.export.answers import EXPORTERS, SIZE
from release.export.specimens import RECIPE, SPECIMENS, Specimen
from release.export.torch_python import PACKAGES
from release.lock import PROVE_LOCK, TORCH_LOCK, Lock
from release.prove.bounds import DIFFERENCE, RATIO, SHARE, STEP
from release.prove.controls import CONTROLS
from release.prove.outputs import Measured
from release.shape import Table

SCHEMA = "u2netp-mirror-parity-v1"
CERTIFICATE_LIMIT = 64 << 10
JUDGES = ("numpy", "onnx", "onnxruntime")
"""The packages of `prove` whose versions are named; the oracle's are PACKAGES."""

_NUMBER_LIMIT = 40

Versions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One image: its digest, and how far apart the maps were at most (decimal numbers)."""

    specimen: Specimen
    image: Digest
    difference: Decimal
    share: Decimal
    step: int
    error: Decimal
    torch_error: Decimal

    @classmethod
    def of(cls, measured: Measured) -> "Compared":
        """Return what the certificate says about `measured`."""
        return cls(
            specimen=measured.specimen,
            image=measured.specimen.digest,
            difference=at_most(measured.difference),
            share=at_most(measured.share),
            step=measured.step,
            error=at_most(measured.error),
            torch_error=at_most(measured.torch_error),
        )

    @classmethod
    def read(cls, table: Table, specimen: Specimen) -> "Compared":
        """Read the table of `specimen`; `fields` is the inverse."""
        table.literal("name", specimen.name)
        compared = cls(
            specimen=specimen,
            image=table.digest("sha256"),
            difference=_number(table, "difference"),
            share=_number(table, "changed_pixels"),
            step=table.integer("grey_levels"),
            error=_number(table, "error"),
            torch_error=_number(table, "torch_error"),
        )
        table.end()
        return compared

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {
            "changed_pixels": f"{self.share:f}",
            "difference": f"{self.difference:f}",
            "error": f"{self.error:f}",
            "grey_levels": self.step,
            "name": self.specimen.name,
            "sha256": self.image.hex,
            "torch_error": f"{self.torch_error:f}",
        }

    @property
    def holds(self) -> bool:
        """Whether the numbers are within the bounds, and the image is the recipe's."""
        one_pixel = Decimal(1) / (self.specimen.height * self.specimen.width)
        return (
            self.difference <= Decimal(str(DIFFERENCE))
            and self.step <= STEP
            and self.share <= max(Decimal(str(SHARE)), at_most(float(one_pixel)))
            and self.image == self.specimen.digest
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """All that was compared. `form` is the canonical form's digest, the same for all exporters."""

    registry_id: str
    model: Digest
    fixed: Digest
    checkpoint: Digest
    code: Digest
    weights: Digest
    form: Digest
    ratio: Decimal
    compared: tuple[Compared, ...]
    oracle: Versions
    judge: Versions

    def dump(self) -> bytes:
        """Return the canonical bytes; `parse` is the inverse."""
        document: dict[str, Json] = {
            "canonical": {**dict.fromkeys((*EXPORTERS, "ours"), self.form.hex), "size": SIZE},
            "checkpoint_sha256": self.checkpoint.hex,
            "code_sha256": self.code.hex,
            "error_ratio": f"{self.ratio:f}",
            "id": self.registry_id,
            "images": [one.fields() for one in self.compared],
            "model_320_sha256": self.fixed.hex,
            "model_sha256": self.model.hex,
            "versions": {"oracle": dict(self.oracle), "prove": dict(self.judge)},
            "weights_sha256": self.weights.hex,
        }
        return canonical.dump({**document, **_fixed()})

    @classmethod
    def parse(cls, data: bytes) -> "Certificate":
        """Read a certificate; raises InvalidRecordError for anything that `dump` does not write.

        A certificate with other bounds, controls or exporters than this code's is refused too.
        """
        document = canonical.load(data, what="certificate")
        top = Table(document, path="certificate")
        images = top.tables("images")
        if len(images) != len(SPECIMENS):
            raise invalid("certificate.images", "are not those of the recipe")
        versions = top.table("versions")
        certificate = cls(
            registry_id=top.text("id"),
            model=top.digest("model_sha256"),
            fixed=top.digest("model_320_sha256"),
            checkpoint=top.digest("checkpoint_sha256"),
            code=top.digest("code_sha256"),
            weights=top.digest("weights_sha256"),
            form=top.table("canonical").digest("ours"),
            ratio=_number(top, "error_ratio"),
            compared=tuple(map(Compared.read, images, SPECIMENS)),
            oracle=_versions(versions.table("oracle"), PACKAGES),
            judge=_versions(versions.table("prove"), JUDGES),
        )
        # Whatever was not read above, and the spelling of what was.
        if certificate.dump() != data:
            raise invalid("certificate", "is not what this code writes")
        return certificate

    @property
    def facts(self) -> dict[str, Digest]:
        """What it is about, by name: digests that anybody can compute again."""
        return {
            "checkpoint": self.checkpoint,
            "code": self.code,
            "fixed": self.fixed,
            "form": self.form,
            "model": self.model,
            "weights": self.weights,
        }

    def require(self, expected: Mapping[str, Digest]) -> "Certificate":
        """Return this if it holds and is about what is `expected`; raises InvalidRecordError."""
        for name, digest in expected.items():
            if self.facts[name] != digest:
                raise invalid("certificate", f"is about another {name}: {self.facts[name]}")
        for one in self.compared:
            if not one.holds:
                raise invalid("certificate", f"has numbers out of bounds: {one.specimen.name}")
        if not self.ratio <= Decimal(str(RATIO)):
            raise invalid("certificate", f"has the error ratio {self.ratio:f}")
        return self

    def require_locked(self, locks: Sequence[Lock]) -> "Certificate":
        """Return this if it was made with what `locks` pin; raises InvalidRecordError.

        The oracle's packages stand in the lock `torch`, those of the judge in the lock `prove`.
        """
        pinned = {lock.path: lock for lock in locks}
        for path, versions in ((TORCH_LOCK, self.oracle), (PROVE_LOCK, self.judge)):
            if other := pinned[path].other(dict(versions)):
                raise invalid(
                    "certificate", f"was made with {', '.join(other)}, not as {path} pins"
                )
        return self


def at_most(number: float) -> Decimal:
    """Return `number`, at least 0 and finite, rounded up to one significant digit."""
    # By its shortest spelling: 1e-4 is one digit, though the nearest float lies above it.
    exact = Decimal(str(number))
    if not exact:
        return Decimal(0)
    return exact.quantize(Decimal((0, (1,), exact.adjusted())), rounding=ROUND_CEILING).normalize()


def _fixed() -> dict[str, Json]:
    """Return what is the same in every certificate of this code."""
    controls: Sequence[dict[str, Json]] = [
        {"name": c.name, "refused_by": list(c.seen_by)} for c in CONTROLS
    ]
    return {
        "bounds": {
            "changed_pixels": f"{at_most(SHARE):f}",
            "difference": f"{at_most(DIFFERENCE):f}",
            "error_ratio": f"{at_most(RATIO):f}",
            "grey_levels": STEP,
        },
        "controls": list(controls),
        "recipe": RECIPE,
        "schema": SCHEMA,
    }


def _number(table: Table, key: str) -> Decimal:
    text = table.text(key)
    if len(text) > _NUMBER_LIMIT or not text.replace(".", "", 1).isdecimal() or not text.isascii():
        raise invalid(f"certificate.{key}", f"is {text[:40]!r}, not a decimal number")
    return Decimal(text)


def _versions(table: Table, packages: Sequence[str]) -> Versions:
    return tuple((name, table.text(name)) for name in packages)
