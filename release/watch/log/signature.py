"""Signatures under our name, found among the entries of a log (an edge: cryptography).

An entry holds the certificate of whoever signed. It is ours when it names our repository, by name
or by number, whatever else it says: one of a branch, of another workflow or of a time before the
repository was renamed is found as well. A log takes certificates that somebody made himself, which
no verifier believes: only those of the trust root's authorities count, or everybody could sound
the alarm. Shape of an entry: rekor-tiles pkg/types/hashedrekord.
"""

import base64
import binascii
import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from release.artifact import Digest
from release.errors import TrustRootError
from release.policy import Repository
from release.sign.claims import claims_made
from release.watch.log.tree import leaf_hash

_REPOSITORY = 15
_UNREADABLE = "a certificate that cannot be read"
_RAW = re.compile(rb'"x509Certificate":\{"rawBytes":"([A-Za-z0-9+/]+={0,2})"')

Authorities = tuple[x509.Certificate, ...]
"""The certificates of those who issue certificates that a verifier believes."""


def authorities(trusted_root: bytes) -> Authorities:
    """Return the authorities of a trust root, past ones too; raises TrustRootError."""
    try:
        rows = json.loads(trusted_root)["certificateAuthorities"]
        chains = [row["certChain"]["certificates"] for row in rows]
        raw = [base64.b64decode(one["rawBytes"]) for chain in chains for one in chain]
        found = tuple(map(x509.load_der_x509_certificate, raw))
    except (ValueError, KeyError, TypeError) as error:
        raise _no_authority(f"cannot be read: {type(error).__name__}") from error
    if not found:
        raise _no_authority("names nobody")
    return found


def _no_authority(problem: str) -> TrustRootError:
    return TrustRootError(
        f"the list of authorities in the trust root {problem}",
        expected="certificateAuthorities as protobuf-specs describes them",
        remedy="fetch the trust root again",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedSignature:
    """A signature under our name: where it stands, whose it says it is, and its claims by number.

    `leaf` is the hash of the entry, which stands for it everywhere.
    """

    log: str
    index: int
    leaf: Digest
    san: str
    claims: Mapping[int, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """The place, for a person."""
        return f"{self.log} entry {self.index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """A log that is searched for the signatures of a repository."""

    log: str
    repository: Repository
    authorities: Authorities

    def look(self, index: int, body: bytes) -> LoggedSignature | None:
        """Return the signature in an entry, if it is under our name.

        One that names us and cannot be read is returned with what is known: it is not nobody's.
        """
        for certificate in _certificates(body):
            lowered = certificate.lower()
            if not any(needle in lowered for needle in _needles(self.repository)):
                continue
            if (read := self._read(certificate)) is None:
                continue
            leaf = Digest(leaf_hash(body).hex())
            found = LoggedSignature(
                log=self.log, index=index, leaf=leaf, san=read[0], claims=read[1]
            )
            if self._is_ours(found):
                return found
        return None

    def _read(self, data: bytes) -> tuple[str, Mapping[int, str]] | None:
        """Return the name and the claims in a certificate; None for one that nobody believes."""
        try:
            certificate = x509.load_der_x509_certificate(data)
            if not any(_issued(certificate, authority) for authority in self.authorities):
                return None
            return _name(certificate), claims_made(data)
        except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
            return _UNREADABLE, {}

    def _is_ours(self, found: LoggedSignature) -> bool:
        by_name = f"{self.repository.url}/".lower()
        by_number = found.claims.get(_REPOSITORY) == str(self.repository.id)
        return found.san == _UNREADABLE or by_number or found.san.lower().startswith(by_name)


@cache
def _needles(repository: Repository) -> tuple[bytes, bytes]:
    """Return what a certificate that names us must hold; most entries are done after this."""
    name = f"github.com/{repository.name}/".lower()
    return name.encode(), str(repository.id).encode()


def _certificates(body: bytes) -> Iterator[bytes]:
    """Give the certificates in an entry, whatever its kind."""
    for match in _RAW.finditer(body):
        with contextlib.suppress(binascii.Error):
            yield base64.b64decode(match[1], validate=True)


def _issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _name(certificate: x509.Certificate) -> str:
    """Return who signed; raises ValueError and cryptography's own."""
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return " ".join(names.value.get_values_for_type(x509.UniformResourceIdentifier))
