"""What is fuzzed: where good inputs come from, how edits reach them, and what judges the result."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from release.artifact import Digest
from release.bundle import Attestation, Bundle, Shape
from release.export.checkpoint import read_checkpoint
from release.names import Role
from release.policy import Policy
from release.prove.foreign import read_foreign
from release.registry import Registry
from release.sidecar import Sidecar
from release.validate.graph import read_promise
from release.verify import trust
from release.verify.kit import Kit
from release.verify.revocations import Judgement, RevocationList
from release.verify.seen import Memory
from tests.cases import zips
from tests.checkpoints import Array, torch_legacy, torch_zip
from tests.core.samples import ROOT, TAG, policy, policy_text
from tests.fuzz.edits import Edit, edited
from tests.prove.agreement import agreed
from tests.prove.small import small
from tests.reading_by_torch import Reading
from tests.registry.samples import EVERYTHING, SIDECAR
from tests.verify.shelf import revocation

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


def signed(kit: Kit) -> Target:
    """Return the bundle over the sums of `kit`, judged under the kit's trust root."""
    rules = policy()
    judge, sums = trust.fresh(kit.trusted_root, rules).judge, Digest.of(kit.assets[Role.SUMS])

    def verify(bundle: bytes) -> bool:
        judge.verify_digest(sums, bundle, rules.publisher(TAG))
        return True

    return Target(good=kit.assets[Role.SUMS_BUNDLE], mutate=edited, judge=verify)


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
_KITS = {
    shape: Kit.parse((ROOT / f"tests/assets/format-1.{shape.value}.kit.tar").read_bytes(), tag=TAG)
    for shape in Shape
}
_ASSETS = _KITS[Shape.REKOR_V1].assets
_LIST = RevocationList(
    number=4,
    dated=date(2026, 11, 27),
    valid_until=date(2027, 5, 27),
    revocations=(revocation(1, Judgement.REVOKED), revocation(2, Judgement.SUPERSEDED)),
).dump()
_MEMORY = Memory().with_list(4, Digest.of(_LIST)).with_release(TAG, Digest.of(_KIT)).dump()

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
    "policy": Target(good=policy_text().encode(), mutate=edited, judge=Policy.parse),
    "revocations": Target(good=_LIST, mutate=edited, judge=RevocationList.parse),
    "state": Target(good=_MEMORY, mutate=edited, judge=Memory.parse),
    **{f"judged {shape.value}": signed(kit) for shape, kit in _KITS.items()},
}
"""Everything that is fuzzed, by name. A new target is a line here."""
