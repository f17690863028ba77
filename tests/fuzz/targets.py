"""What is fuzzed: where good inputs come from, how edits reach them, and what judges the result."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from release.bundle import Attestation, Bundle
from release.export.checkpoint import read_checkpoint
from release.names import Role
from release.prove.foreign import read_foreign
from release.registry import Registry
from release.sidecar import Sidecar
from release.validate.graph import read_promise
from release.verify.kit import Kit
from tests.cases import zips
from tests.checkpoints import Array, torch_legacy, torch_zip
from tests.core.samples import ROOT, TAG
from tests.fuzz.edits import Edit, edited
from tests.prove.agreement import agreed
from tests.prove.small import small
from tests.reading_by_torch import Reading
from tests.registry.samples import EVERYTHING, SIDECAR

_SMALL: dict[str, Array] = {
    "weight": np.arange(6, dtype=np.float32).reshape(2, 3),
    "bias": np.ones(2, np.float32),
    "count": np.array(7, np.int64),
}
_PICKLE = "archive/data.pkl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`judge` returns what it read, or raises a ReleaseError; anything else is a finding."""

    good: bytes
    mutate: Callable[[bytes, list[Edit]], bytes]
    judge: Callable[[bytes], object]


def reading(data: bytes) -> Reading:
    """Return what our reader makes of `data`, so that torch's answer can be compared with it."""
    return tuple(
        (t.name, t.dtype, t.shape, hashlib.sha256(t.data).hexdigest())
        for t in sorted(read_checkpoint(data), key=lambda t: t.name)
    )


def _in_pickle(good: bytes, changes: list[Edit]) -> bytes:
    """Edit the pickle alone and save it with right sums: else the checksum would refuse it all."""
    contents = zips.read(good)
    return zips.write(contents | {_PICKLE: edited(contents[_PICKLE], changes)})


def _in_names(good: bytes, changes: list[Edit]) -> bytes:
    """Edit the list of names, then save an archive with right sums."""
    contents = zips.read(good)
    names = edited("\n".join(contents).encode(), changes).decode(errors="replace").split("\n")
    return zips.write_members(zip(names, contents.values(), strict=False))


_ZIP = zips.write(zips.read(torch_zip(_SMALL)))

CHECKPOINTS: dict[str, Target] = {
    "zip": Target(good=_ZIP, mutate=edited, judge=reading),
    "plain zip": Target(good=torch_zip(_SMALL), mutate=edited, judge=reading),
    "pickle": Target(good=_ZIP, mutate=_in_pickle, judge=reading),
    "names": Target(good=_ZIP, mutate=_in_names, judge=reading),
    "legacy": Target(good=torch_legacy(_SMALL), mutate=edited, judge=reading),
}
"""Of the checkpoint reader; what they accept is shown to torch."""

_KIT = (ROOT / "tests/assets/format-1.rekor-v1.kit.tar").read_bytes()
_ASSETS = Kit.parse(_KIT, tag=TAG).assets

TARGETS: dict[str, Target] = {
    **{f"checkpoint {n}": t for n, t in CHECKPOINTS.items()},
    "onnx": Target(good=small(), mutate=edited, judge=agreed),
    "promise of an onnx": Target(good=small(), mutate=edited, judge=read_promise),
    "registry": Target(good=EVERYTHING.dump(), mutate=edited, judge=Registry.parse),
    "sidecar": Target(good=SIDECAR.dump(), mutate=edited, judge=Sidecar.parse),
    "foreign onnx": Target(good=small(), mutate=edited, judge=read_foreign),
    "bundle": Target(
        good=_ASSETS[Role.SUMS_BUNDLE],
        mutate=edited,
        judge=lambda data: Bundle.parse(data, what="bundle").by_each_clock(),
    ),
    "attestation": Target(
        good=_ASSETS[Role.PROVENANCE],
        mutate=edited,
        judge=lambda data: Attestation.parse(data, what="provenance").by_each_clock(),
    ),
    "kit": Target(good=_KIT, mutate=edited, judge=lambda data: Kit.parse(data, tag=TAG)),
}
"""Everything that is fuzzed, by name. A new target is a line here."""
