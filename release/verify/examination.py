"""Looking at a release, a registry or one model, and saying what held, check by check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Artifact
from release.canonical import Json
from release.entry import RegistryEntry
from release.names import Role, Tag
from release.sign.signatures import Accepts
from release.verify.check import Check
from release.verify.demands import Demands
from release.verify.jail import Jail, opened
from release.verify.model import MODEL_LIMIT, read_verified, registry_in
from release.verify.newest import bundle_in, list_in, newest
from release.verify.verdict import confirmed, verify

Tell = Callable[[Check], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What was accepted: every check that held, and what a person should know besides."""

    checks: tuple[Check, ...]
    warnings: tuple[str, ...]

    def fields(self) -> dict[str, Json]:
        """Return it as JSON."""
        checks: list[Json] = [
            {"name": c.name, "detail": c.detail, "proves": c.proves} for c in self.checks
        ]
        return {"accepted": True, "checks": checks, "warnings": list(self.warnings)}


def of_release(
    files: Mapping[Role, bytes], tag: Tag, demands: Demands, cosign: Accepts | None, tell: Tell
) -> Examination:
    """Accept the files of the release `tag`, in this process and by `cosign` if it is given."""
    publisher = demands.policy.publisher(tag)
    tell(demands.trust.check)
    verdict = verify(files, tag, publisher, demands.trust.judge, tell)
    if cosign is not None:
        verdict = confirmed(verdict, publisher, cosign, tell)
    revocations = newest(demands)
    warnings = revocations.standing(tag, verdict.signed.artifact(Role.MODEL).digest)
    manifest = verdict.signed.manifest_digest
    demands.memory.settle(lambda memory: memory.with_release(tag, manifest))
    last = (
        revocations.check("revocations"),
        demands.memory.check,
    )
    for check in last:
        tell(check)
    return Examination(
        checks=(demands.trust.check, *verdict.checks, *last),
        warnings=(*demands.trust.warnings, *revocations.warnings, *warnings),
    )


def of_model(path: Path, demands: Demands, tell: Tell) -> Examination:
    """Accept the model at `path`; its folder is a model directory, with all records in it."""
    with opened(path.parent) as jail:
        _, verified = read_verified(path.name, jail, demands)
    for check in verified.checks:
        tell(check)
    return Examination(checks=verified.checks, warnings=verified.warnings)


def of_registry(path: Path, demands: Demands, tell: Tell) -> Examination:
    """Accept every entry of the registry at `path` by its bundle; the first wrong one ends it.

    A model whose file is there too must be what the entry says; a model of the tree, which stands
    for no release, must be there. What became of a release is said and no reason to refuse: who
    signed it does not change.
    """
    checks = [demands.trust.check]
    tell(demands.trust.check)
    with opened(path.parent) as jail:
        revocations = newest(demands, list_in(jail))
        for entry in registry_in(jail, path.name).entries:
            checks.append(_entry(entry, jail, demands))
            tell(checks[-1])
    checks.append(revocations.check("list"))
    tell(checks[-1])
    return Examination(
        checks=tuple(checks), warnings=(*demands.trust.warnings, *revocations.warnings)
    )


def _entry(entry: RegistryEntry, jail: Jail, demands: Demands) -> Check:
    name, mirror = entry.names.onnx, entry.mirror
    if mirror:
        publisher = demands.policy.publisher(mirror.tag)
        demands.signed(entry.model, bundle_in(jail, entry.names.bundle), publisher)
    here = "its file is not here"
    if mirror is None or jail.has(name):
        with jail.file(name, limit=MODEL_LIMIT) as found:
            model = Artifact(name=name, size=found.size, digest=found.digest())
        model.require(entry.model, source="the registry")
        here = "its file is here, and is that one"
    standing = mirror.status.value if mirror else "of the tree, signed by nobody"
    return Check(name="entry", detail=f"{entry.id}, {standing}, {entry.model}; {here}")
