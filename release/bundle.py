"""Sigstore bundles as documents: well-formed or refused; what they prove is for cosign to say."""

import base64
import binascii
import json
from dataclasses import dataclass
from enum import Enum

from release.errors import BundleError

BUNDLE_LIMIT = 1 << 20
PREDICATE = "https://slsa.dev/provenance/v1"
"""The kind of statement that a release's provenance makes."""

MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
_PAYLOAD_TYPE = "application/vnd.in-toto+json"


class Shape(Enum):
    """Which kind of log a bundle's entry is in; the two shapes we accept differ by that."""

    REKOR_V1 = "rekor-v1"
    REKOR_V2 = "rekor-v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A Sigstore bundle over a file: its bytes, and the certificate in them."""

    data: bytes
    certificate: bytes

    @classmethod
    def parse(cls, data: bytes, *, what: str) -> "Bundle":
        """Read a bundle over a file; raises BundleError for any other document."""
        document = _document(data, what)
        if "messageSignature" not in document:
            raise malformed(what, "does not sign a file")
        return cls(data=data, certificate=_certificate(document, what))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A Sigstore bundle over an in-toto statement, with the statement's bytes."""

    data: bytes
    certificate: bytes
    statement: bytes

    @classmethod
    def parse(cls, data: bytes, *, what: str) -> "Attestation":
        """Read a bundle over a statement; raises BundleError for any other document."""
        document = _document(data, what)
        envelope = document.get("dsseEnvelope")
        if not isinstance(envelope, dict) or envelope.get("payloadType") != _PAYLOAD_TYPE:
            raise malformed(what, "holds no in-toto statement")
        statement = _decoded(envelope.get("payload"), what)
        return cls(data=data, certificate=_certificate(document, what), statement=statement)


def _document(data: bytes, what: str) -> dict[str, object]:
    try:
        document = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise malformed(what, "is not JSON") from error
    if not isinstance(document, dict) or document.get("mediaType") != MEDIA_TYPE:
        raise malformed(what, f"has not the media type {MEDIA_TYPE}")
    return document


def _certificate(document: dict[str, object], what: str) -> bytes:
    material = document.get("verificationMaterial")
    certificate = material.get("certificate") if isinstance(material, dict) else None
    if not isinstance(certificate, dict):
        raise malformed(what, "holds no certificate")
    return _decoded(certificate.get("rawBytes"), what)


def _decoded(text: object, what: str) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (ValueError, binascii.Error) as error:
        raise malformed(what, "holds something that is not Base64") from error


def malformed(what: str, problem: str) -> BundleError:
    """Return the error for the file `what`, which is not the bundle it should be."""
    return BundleError(
        f"{what} {problem}",
        expected="a Sigstore bundle, version 0.3",
        remedy=f"download {what} again from the release",
    )
