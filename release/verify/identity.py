"""Accepting a signature in process, under every claim of the policy (an edge: sigstore-python).

Cosign compares the identity's name and four claims. A name can be registered again by somebody
else, so this judge also compares the ids of repository and owner, the environment that people
approve, and the kind of runner. Claims and their numbers: Fulcio, docs/oid-info.md.
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from sigstore.errors import Error, VerificationError
from sigstore.hashes import Hashed
from sigstore.models import Bundle, ClientTrustConfig, InvalidBundle, TrustedRoot
from sigstore.verify import Verifier, policy
from sigstore.verify.policy import VerificationPolicy
from sigstore_models.common.v1 import HashAlgorithm

from release import bundle as bundles
from release.artifact import Digest
from release.errors import BundleError, SignatureError, TrustRootError
from release.policy import Publisher

_ENVIRONMENT = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.23")
_UTF8_STRING = 0x0C
# A certificate that lacks a name, has an extension twice, or encodes it otherwise leaves
# sigstore-python 4.5 as a failure of cryptography's, not of its own.
REFUSALS = (
    Error,
    x509.ExtensionNotFound,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    ValueError,
)
# One byte of length is enough below this; GitHub's names of environments are shorter.
_SHORT = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustSource:
    """Another trust root than production's: the address of its repository, and its first root."""

    url: str
    root: Path


@dataclass(frozen=True, slots=True)
class TrustFile:
    """A trust root that is at hand as a file: nothing is asked of anybody."""

    path: Path


class DeploymentEnvironment:
    """The claim .23, which sigstore-python 4.5 has no policy for."""

    def __init__(self, value: str) -> None:
        """Take the environment that the signing job must have been approved for."""
        text = value.encode()
        if len(text) >= _SHORT:
            raise SignatureError(
                f"the environment {value[:40]!r}… cannot be compared",
                expected=f"a name shorter than {_SHORT} bytes",
                remedy="correct model/policy.toml",
            )
        self._value = value
        self._encoded = bytes((_UTF8_STRING, len(text))) + text

    def verify(self, cert: x509.Certificate) -> None:
        """Raise VerificationError unless the certificate carries exactly this environment."""
        try:
            found = cert.extensions.get_extension_for_oid(_ENVIRONMENT).value
        except x509.ExtensionNotFound as error:
            raise VerificationError("Certificate names no deployment environment") from error
        if not isinstance(found, x509.UnrecognizedExtension) or found.value != self._encoded:
            raise VerificationError(f"Certificate's environment is not {self._value!r}")


def policy_of(publisher: Publisher) -> VerificationPolicy:
    """Return every claim that a certificate of `publisher` carries; all must hold."""
    repository = publisher.repository
    return policy.AllOf(
        [
            policy.Identity(identity=publisher.san, issuer=publisher.issuer),
            policy.OIDCIssuerV2(publisher.issuer),
            policy.OIDCBuildConfigURI(publisher.san),
            policy.OIDCSourceRepositoryURI(repository.url),
            policy.OIDCSourceRepositoryRef(publisher.ref),
            policy.OIDCSourceRepositoryIdentifier(str(repository.id)),
            policy.OIDCSourceRepositoryOwnerIdentifier(str(repository.owner_id)),
            policy.OIDCRunnerEnvironment(publisher.runner),
            DeploymentEnvironment(publisher.environment),
        ]
    )


class Judge:
    """Accepts or refuses under one trust root. It reads no variable: the root is an argument."""

    def __init__(self, source: TrustSource | TrustFile | None) -> None:
        """Get the trust root, production's when `source` is None; raises TrustRootError."""
        try:
            self._verifier = Verifier(trusted_root=_trusted_root(source))
        except (Error, OSError, ValueError) as error:
            raise TrustRootError(
                f"the trust root cannot be used: {error}",
                expected="fresh signed metadata from its repository, or its file",
                remedy="check the clock and the way out to the network, or the file",
            ) from error

    def verify_file(self, data: bytes, bundle: bytes, publisher: Publisher) -> None:
        """Return if exactly `publisher` signed `data`; raises BundleError or SignatureError."""
        self.verify_digest(Digest.of(data), bundle, publisher)

    def verify_digest(self, digest: Digest, bundle: bytes, publisher: Publisher) -> None:
        """Return if exactly `publisher` signed the bytes with `digest`, as `verify_file` does."""
        self._require(digest, bundle, policy_of(publisher))

    def verify_statement(self, bundle: bytes, publisher: Publisher) -> bytes:
        """Return the statement that exactly `publisher` signed; its subjects are not compared."""
        return self.require_statement(bundle, policy_of(publisher))

    def require_file(self, data: bytes, bundle: bytes, rules: VerificationPolicy) -> None:
        """Do the same for whomever `rules` accept; conformance is measured with it."""
        self._require(Digest.of(data), bundle, rules)

    def _require(self, digest: Digest, bundle: bytes, rules: VerificationPolicy) -> None:
        hashed = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=bytes.fromhex(digest.hex))
        for one in bundles.Bundle.parse(bundle, what="the bundle").by_each_clock():
            try:
                self._verifier.verify_artifact(hashed, _bundle(one), rules)
            except REFUSALS as error:
                raise _refused(error) from error

    def require_statement(self, bundle: bytes, rules: VerificationPolicy) -> bytes:
        """Do the same for whomever `rules` accept; conformance is measured with it."""
        statement = b""
        for one in bundles.Attestation.parse(bundle, what="the bundle").by_each_clock():
            try:
                _, statement = self._verifier.verify_dsse(_bundle(one), rules)
            except REFUSALS as error:
                raise _refused(error) from error
        return statement


def _trusted_root(source: TrustSource | TrustFile | None) -> TrustedRoot:
    match source:
        case None:
            return ClientTrustConfig.production().trusted_root
        case TrustFile(path):
            return TrustedRoot.from_file(str(path))
        case TrustSource():
            config = ClientTrustConfig.from_tuf(source.url, bootstrap_root=source.root)
            return config.trusted_root


def _bundle(data: bytes) -> Bundle:
    try:
        return Bundle.from_json(data)
    except (InvalidBundle, ValueError) as error:
        raise BundleError(
            f"the bundle cannot be read: {str(error)[:200]}",
            expected="a Sigstore bundle, version 0.3",
            remedy="download it again from the release",
        ) from error


def _refused(error: Exception) -> SignatureError:
    return SignatureError(
        f"sigstore-python refuses: {type(error).__name__}: {str(error)[:300]}",
        expected="a signature by exactly the publisher in model/policy.toml",
        remedy="do not use the file; fetch it from the release and verify again",
    )
