"""One model of the model directory, accepted with everything that must hold for it, or refused.

The directory holds the registry, and for each release its models, their bundles, the manifest and
its bundle. Each file is read once; what is judged are the bytes that were read. The registry names
one graph of a release; the one for 320 x 320 is in the manifest that the registry names.
"""

from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from release.artifact import Artifact
from release.canonical import invalid
from release.entry import RegistryEntry
from release.manifest import MANIFEST_LIMIT, Manifest
from release.mirror import Status
from release.names import FIXED_SIZE, Names, Role, Tag
from release.policy import Publisher
from release.prove.operators import FILE_LIMIT, scan
from release.registry import REGISTRY_LIMIT, Registry
from release.verify.check import Check
from release.verify.demands import Demands, taken_back
from release.verify.jail import Jail
from release.verify.newest import Newest, bundle_in, list_in, newest

REGISTRY = "registry.json"
MODEL_LIMIT = 4 << 30
"""A model that is verified without being loaded: its digest is taken a piece at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedModel:
    """A model that was accepted: which release it is, who signed it, and what was looked at.

    `warnings` are for people: nothing in them makes the bytes less ours.
    """

    artifact: Artifact
    manifest: Manifest
    publisher: Publisher
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]

    @property
    def tag(self) -> Tag:
        """The tag of the release that the model belongs to."""
        return self.manifest.tag


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """What registry and manifest say of a model file; the manifest's signature holds.

    `role` is which of the release's graphs it is.
    """

    role: Role
    entry: RegistryEntry
    manifest: Manifest
    publisher: Publisher


def verify_model(name: str | Path, jail: Jail, demands: Demands) -> VerifiedModel:
    """Accept the model `name` in the directory, or raise the error of the first check that fails.

    It may lie in a folder below; its records are found by its last name, in the directory itself.
    Memory stays flat, whatever its size. To use the bytes, call `read_verified`, or load them with
    `release.verify.session`: a file may be exchanged after it was verified.
    """
    with jail.file(name, limit=MODEL_LIMIT) as opened:
        base, size, digest = PurePath(opened.name).name, opened.size, opened.digest()
    record = _record(base, jail, demands)
    return _accepted(Artifact(name=base, size=size, digest=digest), record, jail, demands)


def read_verified(name: str | Path, jail: Jail, demands: Demands) -> tuple[bytes, VerifiedModel]:
    """Return the bytes of the model `name`, accepted and scanned, and what was accepted.

    Raises what `verify_model` raises, and what the scan raises: MalformedOnnxError, OperatorError,
    ExternalDataError, ParityError.
    """
    data, base = jail.read(name, limit=FILE_LIMIT), PurePath(name).name
    record = _record(base, jail, demands)
    verified = _accepted(Artifact.of(base, data), record, jail, demands)
    key = (verified.artifact.digest, record.entry.released.manifest, record.role)
    demands.trust.accepted.once(key, lambda: _require_graph(data, record))
    return data, replace(verified, checks=(*verified.checks, _scanned(record)))


def _record(name: str, jail: Jail, demands: Demands) -> _Record:
    """Return what is said of the model file `name`, once it is known who says so."""
    entry, role = _released(registry_in(jail, REGISTRY), name)
    names = Names(entry.released.tag)
    file = names.asset(Role.MANIFEST)
    data = jail.read(file, limit=MANIFEST_LIMIT)
    Artifact.of(file, data).require(entry.released.manifest, source="the registry")
    manifest = Manifest.parse(data)
    if manifest.tag != entry.released.tag:
        raise invalid(file, f"speaks of {manifest.tag}, not of {entry.released.tag}")
    publisher = demands.policy.publisher(manifest.tag)
    bundle = bundle_in(jail, names.asset(Role.MANIFEST_BUNDLE))
    demands.record_signed(entry.released.manifest, bundle, publisher)
    # A list revokes by this digest, too: what the registry says of it alone is not enough.
    manifest.artifact(Role.MODEL).require(entry.model, source="the registry")
    return _Record(role=role, entry=entry, manifest=manifest, publisher=publisher)


def _accepted(artifact: Artifact, record: _Record, jail: Jail, demands: Demands) -> VerifiedModel:
    """Accept the bytes that `artifact` stands for, of which `record` speaks."""
    entry, manifest, publisher = record.entry, record.manifest, record.publisher
    listed = manifest.artifact(record.role)
    artifact.require(listed.digest, source="the manifest")
    if artifact != listed:
        raise invalid("manifest", f"gives the model another name or size than {artifact.name} has")
    bundle = bundle_in(jail, _bundle(record))
    demands.signed(artifact.digest, bundle, publisher)
    revocations = newest(demands, list_in(jail))
    warning = _standing(entry, revocations)
    tag, digest = manifest.tag, entry.released.manifest
    demands.memory.settle(lambda memory: memory.with_release(tag, digest))
    checks = (
        demands.trust.check,
        Check(name="registry", detail=f"{entry.id} is {entry.model}"),
        Check(name="identity", detail=f"model and manifest by {publisher.san}"),
        Check(name="manifest", detail=f"{artifact.name} is the {record.role.value} of {tag}"),
        revocations.check("revocations"),
        demands.memory.check,
    )
    return VerifiedModel(
        artifact=artifact,
        manifest=manifest,
        publisher=publisher,
        checks=checks,
        warnings=(*demands.trust.warnings, *revocations.warnings, *warning),
    )


def registry_in(jail: Jail, name: str) -> Registry:
    """Return the registry called `name` in the directory; raises InvalidRecordError."""
    return Registry.parse(jail.read(name, limit=REGISTRY_LIMIT))


def entry_of(registry: Registry, name: str) -> RegistryEntry:
    """Return the registry's entry for the model file `name`; raises InvalidRecordError for none."""
    for entry in registry.entries:
        if entry.names.onnx == name:
            return entry
    raise invalid("registry", f"has no entry for {name[:120]!r}")


def _released(registry: Registry, name: str) -> tuple[RegistryEntry, Role]:
    """Return the entry of the release with the graph `name`, and which of its graphs that is."""
    for entry in registry.entries:
        if entry.mirror and Names(entry.mirror.tag).asset(Role.FIXED) == name:
            return entry, Role.FIXED
    return entry_of(registry, name), Role.MODEL


def _bundle(record: _Record) -> str:
    """Return the name of the model's bundle: that of the tree, where the tree has one."""
    names = Names(record.manifest.tag)
    return names.asset(Role.FIXED_BUNDLE) if record.role is Role.FIXED else names.tree_bundle


def _require_graph(data: bytes, record: _Record) -> None:
    """Raise unless `data` is a graph of nothing but what is allowed, the one the manifest tells."""
    contract, scanned = record.manifest.contract, scan(data)
    if record.role is Role.FIXED:
        scanned.require(contract, FIXED_SIZE)
    elif scanned.require(contract).operators != record.manifest.operators:
        raise invalid("manifest.operators", "are not those of the graph")


def _scanned(record: _Record) -> Check:
    """Say what the graph is made of; the manifest has the census of the one for any size."""
    if record.role is Role.FIXED:
        return Check(name="scan", detail=f"allowed operators alone, at {FIXED_SIZE} x {FIXED_SIZE}")
    operators = record.manifest.operators
    count = sum(number for _, number in operators)
    return Check(name="scan", detail=f"{count} nodes of {len(operators)} allowed operators")


def _standing(entry: RegistryEntry, listed: Newest) -> tuple[str, ...]:
    """Return a warning about a superseded release; raises RevokedError for one taken back."""
    tag, status = entry.released.tag, entry.released.status
    if status in {Status.YANKED, Status.BURNED}:
        raise taken_back(f"{tag} is {status.value}, says the registry")
    if warning := listed.standing(tag, entry.model):
        return warning
    return (f"{tag} is superseded, says the registry",) if status is Status.SUPERSEDED else ()
