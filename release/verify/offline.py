"""Verifying a kit: in this process, under its own trust root, without a network (an edge)."""

import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from release.artifact import Digest
from release.errors import RevokedError
from release.files import write_bytes
from release.names import SIGNED_BLOBS, Role, Tag
from release.policy import Policy
from release.sign.release_set import compared
from release.sign.statement import require_subjects
from release.verify.kit import REVOCATIONS, TRUSTED_ROOT, Kit
from release.verify.verdict import Check, Verdict

if TYPE_CHECKING:
    from release.verify.identity import Judge


def verify_kit(
    data: bytes, tag: Tag, policy: Policy, tell: Callable[[str], None], *, revocations: bool
) -> Verdict:
    """Accept the release `tag` in the kit `data`, or raise the error of the first check that fails.

    Every check of a published release but cosign's, which is another of the kit's three ways.
    `revocations` says whether there is a list of them, which a kit must hold then.
    """
    checks: list[Check] = []

    def passed(name: str, detail: str) -> None:
        checks.append(Check(name=name, detail=detail))
        tell(f"ok  {name}: {detail}")

    kit, publisher = Kit.parse(data, tag=tag), policy.publisher(tag)
    passed("kit", f"{Digest.of(data)}, exactly the files it should hold")
    _require_revocations(kit, known=revocations)
    passed("trust root", f"{TRUSTED_ROOT} of the kit, {Digest.of(kit.trusted_root)}")
    signed = compared(kit.assets, tag=tag, expected=None)
    passed("digests", f"manifest {signed.manifest_digest} and SHA256SUMS agree with every file")
    judge = _judge(kit.trusted_root)
    for blob, bundle in SIGNED_BLOBS.items():
        judge.verify_file(signed.files[blob], signed.files[bundle], publisher)
        passed("identity", f"{signed.names.asset(blob)} under every claim of the policy")
    statement = judge.verify_statement(signed.files[Role.PROVENANCE], publisher)
    require_subjects(statement, signed)
    passed("provenance", "speaks of exactly the lines of SHA256SUMS, and it")
    return Verdict(signed=signed, checks=tuple(checks))


def _require_revocations(kit: Kit, *, known: bool) -> None:
    """Raise RevokedError when there is a list, as is `known`, and the kit has none."""
    if known and kit.revocations is None:
        raise RevokedError(
            f"the kit holds no {REVOCATIONS}",
            expected="the revocation list, as the checkout has one",
            remedy="have the kit packed again by scripts/kit.py of a newer checkout",
        )


def _judge(trusted_root: bytes) -> "Judge":
    """Return the judge under `trusted_root`, without one socket being opened on the way.

    urllib3, below sigstore-python, opens one when it is imported, to see whether this machine has
    IPv6. Who verifies offline has the right to see none at all.
    """
    before, socket.has_ipv6 = socket.has_ipv6, False
    try:
        from release.verify.identity import Judge, TrustFile  # noqa: PLC0415 -- see above
    finally:
        socket.has_ipv6 = before
    with tempfile.TemporaryDirectory(prefix="kit-") as place:
        path = Path(place) / TRUSTED_ROOT
        write_bytes(path, trusted_root)
        return Judge(TrustFile(path))
