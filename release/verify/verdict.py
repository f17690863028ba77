"""The verdict of a stranger: every check by name, the first that fails ends it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from release.names import SIGNED_BLOBS, Role, Tag
from release.policy import Publisher
from release.sign.release_set import ReleaseSet, compared
from release.sign.signatures import Accepts, accept
from release.sign.statement import require_subjects
from release.verify.check import Check
from release.verify.demands import Judges


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The accepted release, and the checks it passed in order."""

    signed: ReleaseSet
    checks: tuple[Check, ...]


def verify(
    files: Mapping[Role, bytes],
    tag: Tag,
    publisher: Publisher,
    judge: Judges,
    tell: Callable[[Check], None],
) -> Verdict:
    """Accept the files of `tag`, or raise the error of the first check that fails.

    Nothing is believed but the bytes, the policy and the trust root: the manifest vouches for the
    files only because its own signature holds.
    """
    checks: list[Check] = []

    def passed(name: str, detail: str) -> None:
        checks.append(Check(name=name, detail=detail))
        tell(checks[-1])

    passed("release set", f"exactly {len(files)} files")
    signed = compared(files, tag=tag, expected=None)
    passed("digests", f"manifest {signed.manifest_digest} and SHA256SUMS agree with every file")
    for blob, bundle in SIGNED_BLOBS.items():
        judge.verify_digest(signed.artifact(blob).digest, signed.files[bundle], publisher)
        passed("identity", f"{signed.names.asset(blob)} under every claim of the policy")
    statement = judge.verify_statement(signed.files[Role.PROVENANCE], publisher)
    require_subjects(statement, signed)
    passed("provenance", "speaks of exactly the lines of SHA256SUMS, and it")
    return Verdict(signed=signed, checks=tuple(checks))


def confirmed(
    verdict: Verdict, publisher: Publisher, cosign: Accepts, tell: Callable[[Check], None]
) -> Verdict:
    """Return the verdict with cosign's beside it; raises what cosign's refusal raises."""
    accept(verdict.signed, cosign, publisher)
    check = Check(name="cosign", detail=f"every bundle and the provenance by {publisher.san}")
    tell(check)
    return Verdict(signed=verdict.signed, checks=(*verdict.checks, check))
