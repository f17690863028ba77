"""What the oracle says: two digests of canonical forms, and a map for every specimen.

These are claims of a confined process. `prove` judges them; nothing here believes them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from release import canonical
from release.artifact import Digest
from release.canonical import Json, invalid
from release.export.specimens import SPECIMENS, Specimen
from release.export.torch_python import PACKAGES
from release.files import read_bytes
from release.names import FIXED_SIZE
from release.shape import Table

SCHEMA = "u2netp-mirror-oracle-v1"
CLAIMS, MAPS = "oracle.json", "maps.bin"
CLAIMS_LIMIT = 64 << 10
EXPORTERS = ("dynamo", "torchscript")
SIZE = FIXED_SIZE
"""Height and width for which graphs are compared."""

Single = npt.NDArray[np.float32]
Double = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maps:
    """Torch's answers to one specimen: in float32 as upstream runs, in float64 as the truth."""

    single: Single
    double: Double


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All that the oracle hands over. `canonical` and `versions` are sorted pairs."""

    checkpoint: Digest
    code: Digest
    canonical: tuple[tuple[str, Digest], ...]
    versions: tuple[tuple[str, str], ...]
    maps: tuple[Maps, ...]

    def files(self) -> dict[str, bytes]:
        """Return what is written, by file name; `read` is the inverse."""
        maps = b"".join(
            m.single.astype("<f4").tobytes() + m.double.astype("<f8").tobytes() for m in self.maps
        )
        claims: dict[str, Json] = {
            "canonical": {name: digest.hex for name, digest in self.canonical},
            "checkpoint": self.checkpoint.hex,
            "code": self.code.hex,
            "maps": Digest.of(maps).hex,
            "schema": SCHEMA,
            "versions": dict(self.versions),
        }
        return {CLAIMS: canonical.dump(claims), MAPS: maps}

    @classmethod
    def read(cls, folder: Path) -> "Answers":
        """Read the folder that the oracle wrote.

        Raises InvalidRecordError, DigestMismatchError, and what `read_bytes` raises.
        """
        claims = read_bytes(folder / CLAIMS, limit=CLAIMS_LIMIT)
        return cls.parse({CLAIMS: claims, MAPS: read_bytes(folder / MAPS, limit=_total())})

    @classmethod
    def parse(cls, files: Mapping[str, bytes]) -> "Answers":
        """Read the two files; `files` is the inverse."""
        table = Table(canonical.load(files[CLAIMS], what="oracle"), path="oracle")
        table.literal("schema", SCHEMA)
        forms, versions = table.table("canonical"), table.table("versions")
        table.literal("maps", Digest.of(files[MAPS]).hex)
        answers = cls(
            checkpoint=table.digest("checkpoint"),
            code=table.digest("code"),
            canonical=tuple((name, forms.digest(name)) for name in EXPORTERS),
            versions=tuple((name, versions.text(name)) for name in PACKAGES),
            maps=_maps(files[MAPS]),
        )
        for read in (forms, versions, table):
            read.end()
        return answers


def _maps(data: bytes) -> tuple[Maps, ...]:
    """Cut the maps apart; their sizes are those of the specimens, so no byte describes them."""
    if len(data) != _total():
        raise invalid("oracle.maps", f"have {len(data)} bytes, not {_total()}")
    maps, position = [], 0
    for specimen in SPECIMENS:
        count = specimen.height * specimen.width
        single = np.frombuffer(data, "<f4", count, position)
        double = np.frombuffer(data, "<f8", count, position + 4 * count)
        position += 12 * count
        shape = (specimen.height, specimen.width)
        maps.append(Maps(single=single.reshape(shape), double=double.reshape(shape)))
    return tuple(maps)


def _total() -> int:
    return sum(12 * math.prod(_shape(specimen)) for specimen in SPECIMENS)


def _shape(specimen: Specimen) -> tuple[int, int]:
    return specimen.height, specimen.width
