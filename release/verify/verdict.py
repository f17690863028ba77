"""The verdict of a stranger: every check by name, the first that fails ends it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from release.names import SIGNED_BLOBS, Role, Tag
from release.policy import Publisher
from release.sign.release_set import ReleaseSet, compared
from release.sign.signatures import Accepts, accept
from release.sign.statement import require_subjects


class Judges(Protocol):
    """Who else can tell whether a publisher signed something."""

    def verify_file(self, data: bytes, bundle: bytes, publisher: Publisher) -> None:
        """Return if `publisher` signed `data`; raises BundleError or SignatureError."""
        ...

    def verify_statement(self, bundle: bytes, publisher: Publisher) -> bytes:
        """Return the statement that `publisher` signed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check that held: what was compared, and with what."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The accepted release, and the checks it passed in order."""

    signed: ReleaseSet
    checks: tuple[Check, ...]


def verify(
    files: Mapping[Role, bytes],
    tag: Tag,
    publisher: Publisher,
    judges: tuple[Accepts, Judges],
    tell: Callable[[str], None],
) -> Verdict:
    """Accept the files of `tag`, or raise the error of the first check that fails.

    Nothing is believed but the bytes, the policy and the trust root: the manifest vouches for the
    files only because its own signature holds.
    """
    checks: list[Check] = []

    def passed(name: str, detail: str) -> None:
        checks.append(Check(name=name, detail=detail))
        tell(f"ok  {name}: {detail}")

    passed("release set", f"exactly {len(files)} files")
    signed = compared(files, tag=tag, expected=None)
    passed("digests", f"manifest {signed.manifest_digest} and SHA256SUMS agree with every file")
    cosign, judge = judges
    accept(signed, cosign, publisher)
    passed("cosign", f"three bundles and the provenance by {publisher.san}")
    for blob, bundle in SIGNED_BLOBS.items():
        judge.verify_file(signed.files[blob], signed.files[bundle], publisher)
        passed("identity", f"{signed.names.asset(blob)} under every claim of the policy")
    statement = judge.verify_statement(signed.files[Role.PROVENANCE], publisher)
    require_subjects(statement, signed)
    passed("provenance", "speaks of exactly the lines of SHA256SUMS, and it")
    return Verdict(signed=signed, checks=tuple(checks))
