"""The release set before it is signed: six files and the provenance statement, as bytes."""

from collections.abc import Mapping
from dataclasses import dataclass

from release.artifact import Artifact, Digest
from release.guard.plan import Plan
from release.lock import Lock
from release.manifest import ListedAsset, Manifest, Source
from release.names import (
    LISTED_IN_MANIFEST,
    LISTED_IN_SUMS,
    STATEMENT,
    UNSIGNED,
    Names,
    Role,
)
from release.pin import Pin
from release.policy import Publisher
from release.prove import sums
from release.prove.sbom import sbom
from release.prove.statement import statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What the checks found about one model, and the files they were made on."""

    plan: Plan
    pin: Pin
    publisher: Publisher
    graph: bytes
    fixed: bytes
    checkpoint: bytes
    receipt: bytes
    certificate: bytes
    locks: tuple[Lock, ...]
    weights: Digest
    operators: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSet:
    """The files by role, in the order of upload, and the statement: same content, same bytes."""

    names: Names
    files: Mapping[Role, bytes]
    statement: bytes

    @classmethod
    def of(cls, proven: Proven) -> "ReleaseSet":
        """Return the release set of `proven`."""
        names = Names(proven.plan.tag)
        files = {
            Role.MODEL: proven.graph,
            Role.FIXED: proven.fixed,
            Role.CHECKPOINT: proven.checkpoint,
            Role.LICENCE: proven.receipt,
            Role.PARITY: proven.certificate,
        }
        files[Role.SBOM] = sbom(
            proven.plan.tag,
            proven.pin,
            content_key=proven.plan.content_key,
            files={role: _artifact(names, files, role) for role in files},
        )
        files[Role.MANIFEST] = _manifest(proven, names, files).dump()
        files[Role.SUMS] = sums.dump(_artifact(names, files, role) for role in LISTED_IN_SUMS)
        signed = statement(
            proven.pin,
            proven.publisher,
            source_commit=proven.plan.source_commit,
            subjects=[_artifact(names, files, role) for role in UNSIGNED],
        )
        return cls(names=names, files=files, statement=signed)

    def artifact(self, role: Role) -> Artifact:
        """Return name, size and digest of the file with `role`."""
        return _artifact(self.names, self.files, role)

    def named(self) -> dict[str, bytes]:
        """Return what `prove` writes: each file by its name, and the statement."""
        named = {self.names.asset(role): self.files[role] for role in UNSIGNED}
        return {**named, STATEMENT: self.statement}


def _artifact(names: Names, files: Mapping[Role, bytes], role: Role) -> Artifact:
    return Artifact.of(names.asset(role), files[role])


def _manifest(proven: Proven, names: Names, files: Mapping[Role, bytes]) -> Manifest:
    return Manifest(
        tag=proven.plan.tag,
        content_key=proven.plan.content_key,
        previous=proven.plan.previous,
        source=Source(
            repository=proven.publisher.repository.name, commit=proven.plan.source_commit
        ),
        upstream=proven.pin.upstream,
        checkpoint=proven.pin.checkpoint,
        contract=proven.pin.contract,
        weights=proven.weights,
        operators=proven.operators,
        licence=proven.pin.licence,
        assets=tuple(
            ListedAsset(role=role, artifact=_artifact(names, files, role))
            for role in LISTED_IN_MANIFEST
        ),
        locks=proven.locks,
    )
