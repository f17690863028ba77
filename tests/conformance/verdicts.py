"""What our verifier, sigstore-python alone, and cosign say of one vector."""

import json
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier
from sigstore.verify.policy import Identity

from release.artifact import Digest
from release.bundle import MEDIA_TYPE
from release.errors import ReleaseError, SignatureError
from release.verify.identity import REFUSALS, Judge, TrustFile
from tests.conformance.vectors import Vector

_OLDER = {
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
}


class Outcome(Enum):
    """How an answer compares with what the suite asks for."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The verdicts on one vector; `why` is ours when it is not a plain pass."""

    name: str
    ours: Outcome
    why: str
    library: Outcome
    cosign: Outcome


def row(vector: Vector, cosign: Path) -> Row:
    """Ask all three."""
    ours, said = _refusal(lambda: _ask_us(vector))
    library, _ = _refusal(lambda: _ask_library(vector))
    outcome, why = _outcome(vector, refused=ours), said if ours else ""
    if other := other_shape(vector.bundle):
        outcome, why = Outcome.NOT_APPLICABLE, f"{other}; refused"
        if not ours:
            outcome, why = Outcome.FAIL, f"{other}; accepted"
    return Row(
        name=vector.name,
        ours=outcome,
        why="" if outcome is Outcome.PASS else why,
        library=_outcome(vector, refused=library, keys=False),
        cosign=_outcome(vector, refused=not _cosign_accepts(vector, cosign)),
    )


def other_shape(bundle: bytes) -> str:
    """Return in words why this is neither of our two shapes, whatever else is wrong with it.

    A bundle that cannot be read, or is of no known version, is a defect and not a shape.
    """
    try:
        document = json.loads(bundle)
    except ValueError:
        return ""
    if (kind := document.get("mediaType")) in _OLDER:
        return f"bundle of version {kind.rpartition('=')[2]}, in its older spelling"
    material = document["verificationMaterial"]
    if kind != MEDIA_TYPE:
        return ""
    if "certificate" not in material:
        return "signed with a key, without a certificate"
    promised = any("inclusionPromise" in entry for entry in material["tlogEntries"])
    stamped = material.get("timestampVerificationData", {}).get("rfc3161Timestamps")
    return "Rekor v1 without a timestamp" if promised and not stamped else ""


def _outcome(vector: Vector, *, refused: bool, keys: bool = True) -> Outcome:
    if vector.with_key and not keys:
        return Outcome.NOT_APPLICABLE
    return Outcome.PASS if refused is not vector.must_pass else Outcome.FAIL


def _refusal(ask: Callable[[], None]) -> tuple[bool, str]:
    try:
        ask()
    except ReleaseError as error:
        return True, error.problem
    except REFUSALS as error:
        return True, str(error)
    return False, ""


def _ask_us(vector: Vector) -> None:
    judge, rules = Judge(TrustFile(vector.trusted_root)), _rules(vector)
    if _is_statement(vector):
        _require_subject(judge.require_statement(vector.bundle, rules), vector)
    else:
        judge.require_file(vector.artifact, vector.bundle, rules)


def _ask_library(vector: Vector) -> None:
    verifier = Verifier(trusted_root=TrustedRoot.from_file(str(vector.trusted_root)))
    bundle, rules = Bundle.from_json(vector.bundle), _rules(vector)
    if _is_statement(vector):
        _require_subject(verifier.verify_dsse(bundle, rules)[1], vector)
    else:
        verifier.verify_artifact(vector.artifact, bundle, rules)


def _cosign_accepts(vector: Vector, cosign: Path) -> bool:
    who = ("--certificate-identity", vector.identity, "--certificate-oidc-issuer", vector.issuer)
    key = ("--key", str(vector.folder / "key.pub"), "--insecure-ignore-tlog")
    with tempfile.TemporaryDirectory(prefix="vector-") as home:
        file = Path(home) / "file"
        file.write_bytes(vector.artifact)
        argv = (
            *(str(cosign), "verify-blob", "--bundle", str(vector.folder / "bundle.sigstore.json")),
            *("--trusted-root", str(vector.trusted_root)),
            *(key if vector.with_key else who),
            str(file),
        )
        env = {"HOME": home, "PATH": "/usr/bin:/bin"}
        return subprocess.run(argv, env=env, capture_output=True, check=False).returncode == 0


def _rules(vector: Vector) -> Identity:
    return Identity(identity=vector.identity, issuer=vector.issuer)


def _is_statement(vector: Vector) -> bool:
    return b'"dsseEnvelope"' in vector.bundle


def _require_subject(statement: bytes, vector: Vector) -> None:
    """Refuse a statement about another file; the verifiers of statements leave that to us."""
    digests = {one["digest"].get("sha256") for one in json.loads(statement)["subject"]}
    if Digest.of(vector.artifact).hex not in digests:
        raise SignatureError("another subject", expected="the artifact", remedy="-")
