"""Signing and accepting with cosign: explicit arguments, exact identities, translated failures."""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from release import process
from release.bundle import PREDICATE, malformed
from release.errors import (
    MissingInputError,
    MissingRightError,
    MissingToolError,
    ReleaseError,
    ServiceDownError,
    SignatureError,
    TrustRootError,
    TryAgainLaterError,
)
from release.files import read_bytes
from release.limits import numbers
from release.policy import Publisher

# A hanging log makes cosign wait 30 seconds by itself; verifying takes 0.05 seconds.
_TIMEOUT = 90.0
_ROOT_LIMIT = 1 << 20
# Of two clocks in a bundle of Rekor v1 cosign reads the log's alone, unless it is told; that one
# is checked all the same, as part of the entry (cosign v3.1.2, pkg/cosign/verify.go).
_BY_TIMESTAMP = "--use-signed-timestamps"


def identity_flags(publisher: Publisher) -> tuple[str, ...]:
    """Return cosign's flags for exactly `publisher`; never a regular expression."""
    return (
        *("--certificate-identity", publisher.san),
        *("--certificate-oidc-issuer", publisher.issuer),
        *("--certificate-github-workflow-repository", publisher.repository.name),
        *("--certificate-github-workflow-ref", publisher.ref),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedRoot:
    """A trust root, and the day after which nobody accepts its repository's own root any more."""

    data: bytes
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosign:
    """Cosign, and the only variables it gets.

    `network` says which way out and which trust root; `identity` holds GitHub's two variables of
    a job that may sign, and is empty elsewhere. Each call has an empty home of its own: calls at
    the same time would write one cache, and an old cache would be a second trust root.
    """

    binary: Path
    path: str
    network: Mapping[str, str]
    identity: Mapping[str, str] = field(default_factory=dict)
    root: Path | None = None
    """A trust root at hand as a file: with it cosign verifies without asking anybody."""

    @classmethod
    def found(
        cls,
        environment: Mapping[str, str],
        *,
        least: str,
        identity: Mapping[str, str] | None = None,
    ) -> "Cosign":
        """Return the cosign on PATH with the variables it may see; raises MissingToolError.

        `least` is the policy's lowest version. Only a job that signs hands on an `identity`.
        """
        path = environment.get("PATH", os.defpath)
        names = (*process.NETWORK_VARIABLES, *process.TRUST_VARIABLES)
        cosign = cls(
            binary=process.find("cosign", path=path, remedy="install cosign, see docs/setup.md"),
            path=path,
            network=process.forwarded(environment, names),
            identity=identity or {},
        )
        cosign.require_version(least)
        return cosign

    def require_version(self, least: str) -> str:
        """Return cosign's version; raises MissingToolError when it is below `least`."""
        finished = self._run("version", "--json")
        match = re.search(rb'"gitVersion":\s*"v?([0-9]+\.[0-9]+\.[0-9]+)', finished.out)
        found = match[1].decode() if match else "unknown"
        if not match or numbers(found) < numbers(least):
            raise MissingToolError(
                f"cosign is {found}",
                expected=f"{least} or newer, from model/policy.toml",
                remedy="raise cosign-release in the workflow, or install a newer cosign",
            )
        return found

    def sign_blob(self, file: Path, bundle: Path) -> None:
        """Sign `file` as this job and write `bundle`; raises what a refused signing raises."""
        self._sign("sign-blob", "--yes", "--bundle", bundle, file)

    def attest_blob(self, statement: Path, bundle: Path) -> None:
        """Sign the in-toto `statement` as this job and write `bundle`."""
        self._sign("attest-blob", "--yes", "--statement", statement, "--bundle", bundle)

    def verify_blob(self, file: Path, bundle: Path, publisher: Publisher) -> None:
        """Accept `file` only if `publisher` signed it; raises SignatureError and kin."""
        flags = (_BY_TIMESTAMP, *identity_flags(publisher))
        self._verify(bundle, "verify-blob", "--bundle", bundle, *flags, file)

    def verify_attestation(self, file: Path, bundle: Path, publisher: Publisher) -> None:
        """Accept only if `publisher` signed a provenance statement with `file` as a subject."""
        flags = ("--type", PREDICATE, _BY_TIMESTAMP, *identity_flags(publisher))
        self._verify(bundle, "verify-blob-attestation", "--bundle", bundle, *flags, file)

    def trusted_root(self) -> bytes:
        """Return the trust root, as its repository signed it; raises TrustRootError."""
        return self.served_root().data

    def served_root(self) -> ServedRoot:
        """Return the trust root and until when its repository vouches for it; raises the same.

        What `create` writes has another order each time; what it was made from lies in the cache.
        """
        with tempfile.TemporaryDirectory(prefix="cosign-") as home:
            words = ("trusted-root", "create", "--with-default-services", "--out", f"{home}/root")
            finished = self._run_in(home, *words)
            found = list((Path(home) / ".sigstore").glob("*/*/targets/trusted_root.json"))
            if finished.code != 0 or len(found) != 1:
                raise _trust_root(finished.err.decode(errors="replace"))
            metadata = found[0].parents[1] / "root.json"
            return ServedRoot(
                data=read_bytes(found[0], limit=_ROOT_LIMIT),
                expires=_expiry(read_bytes(metadata, limit=_ROOT_LIMIT)),
            )

    def _sign(self, *words: str | Path) -> None:
        if not self.identity:
            raise _no_identity()
        finished = self._run(*words, extra=self.identity)
        if finished.code != 0:
            raise signing_failure(finished.last_line)

    def _verify(self, bundle: Path, *words: str | Path) -> None:
        command, *more = words
        at_hand = ("--trusted-root", self.root) if self.root else ()
        finished = self._run(command, *at_hand, *more)
        if finished.code != 0:
            raise refusal(bundle.name, finished.err.decode(errors="replace"))

    def _run(self, *words: str | Path, extra: Mapping[str, str] | None = None) -> process.Finished:
        with tempfile.TemporaryDirectory(prefix="cosign-") as home:
            return self._run_in(home, *words, extra=extra)

    def _run_in(
        self, home: str, *words: str | Path, extra: Mapping[str, str] | None = None
    ) -> process.Finished:
        env = {"PATH": self.path, "HOME": home, **self.network, **(extra or {})}
        return process.run((self.binary, *words), env=env, timeout=_TIMEOUT)


def _expiry(metadata: bytes) -> date:
    """Return when root metadata expires. Source: TUF specification, section 4.3."""
    try:
        return datetime.fromisoformat(json.loads(metadata)["signed"]["expires"]).date()
    except (ValueError, KeyError, TypeError) as error:
        raise _trust_root("its root.json does not say when it expires") from error


def _no_identity() -> MissingRightError:
    return MissingRightError(
        "this job cannot ask GitHub for an identity token",
        expected="the variables ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN",
        remedy="give the job `id-token: write`, and nothing that publishes",
    )


def signing_failure(line: str) -> ReleaseError:
    """Return the error for the last line of a signing that failed.

    The lines are cosign 3.1.2's, measured against the real services with faults between them.
    """
    if "retrieving ID token" in line or "authenticating caller" in line:
        # The job has the right, or nothing would have been started; cosign hides the answer.
        return ServiceDownError(
            "GitHub gave no identity token",
            expected="a token from the job's own endpoint",
            remedy="run the failed jobs again; if it stays, check `id-token: write`",
        )
    if "create bundle file" in line:
        return MissingInputError(
            f"cosign cannot write a bundle: {line[-240:]}",
            expected="a folder that exists and can be written to",
            remedy="free disk space or make the folder; each try costs an entry in the log",
        )
    if "Fulcio returned 400" in line or "Fulcio returned 403" in line:
        return SignatureError(
            "the certificate authority refused this job's identity",
            expected="a fresh identity token",
            remedy="run the job again; if it stays, compare the workflow with model/policy.toml",
        )
    if _names_trust_root(line):
        return _trust_root(line)
    unanswered = ("connection refused", "no such host", "EOF", "exceeded", "unreachable")
    if any(word in line for word in unanswered):
        return ServiceDownError(
            f"a signing service did not answer: {line[-240:]}",
            expected="certificate authority, transparency log and timestamp authority",
            remedy="run the failed jobs again when the services answer",
        )
    return TryAgainLaterError(
        f"cosign could not sign: {line[-240:]}",
        expected="a bundle",
        remedy="run the failed jobs again in a few minutes; nothing was published",
    )


def refusal(name: str, text: str) -> ReleaseError:
    """Return the error for what cosign said when it did not accept the bundle `name`."""
    said = text.strip().rpartition("error during command execution: ")[2] or "(no output)"
    if _names_trust_root(text):
        return _trust_root(said)
    if "unmarshal" in text or "only supported with --new-bundle-format" in text:
        return malformed(name, f"cannot be read: {said}")
    return SignatureError(
        f"cosign refuses {name}: {said}",
        expected="a signature by exactly the publisher in model/policy.toml",
        remedy="do not use the file; fetch it from the release and verify again",
    )


def _names_trust_root(text: str) -> bool:
    signs = ("tuf refresh failed", "metadata error", "error getting trusted root", "TUF client")
    return any(sign in text for sign in signs)


def _trust_root(said: str) -> TrustRootError:
    return TrustRootError(
        f"the trust root cannot be refreshed: {said[-300:]}",
        expected="fresh signed metadata from the trust root's repository",
        remedy="check the clock and the way out to the network; offline, give --trusted-root",
    )
