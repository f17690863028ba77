"""Certificates as Fulcio writes them, self-signed: what is tested is the claims alone."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tests.core.samples import TAG, policy

PUBLISHER = policy().publisher(TAG)
SAN = 0
CLAIMS: Mapping[int, str] = {
    SAN: PUBLISHER.san,
    1: PUBLISHER.issuer,
    8: PUBLISHER.issuer,
    11: PUBLISHER.runner,
    12: PUBLISHER.repository.url,
    14: PUBLISHER.ref,
    15: str(PUBLISHER.repository.id),
    17: str(PUBLISHER.repository.owner_id),
    18: PUBLISHER.san,
    23: PUBLISHER.environment,
}
"""The claims of the publisher, by the last number of Fulcio's object identifier."""

# Fulcio, docs/oid-info.md: up to .6 the bytes of the text, from .8 a DER UTF8String.
_LAST_RAW = 6


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def certificate(claims: Mapping[int, str]) -> x509.Certificate:
    """Return a certificate with `claims`; one that is missing there is missing here."""
    made = builder()
    for number, value in claims.items():
        made = made.add_extension(_extension(number, value), critical=False)
    return made.sign(_key(), hashes.SHA256())


def signed(made: x509.CertificateBuilder) -> bytes:
    """Return the certificate that `made` describes, in DER."""
    return made.sign(_key(), hashes.SHA256()).public_bytes(Encoding.DER)


def builder() -> x509.CertificateBuilder:
    """Return a certificate to be, without any claim."""
    name, now = x509.Name([]), datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(_key().public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(minutes=10))
    )


def _extension(number: int, value: str) -> x509.ExtensionType:
    if number == SAN:
        return x509.SubjectAlternativeName([x509.UniformResourceIdentifier(value)])
    data = value.encode()
    if number > _LAST_RAW:
        length = len(data)
        data = bytes((0x0C, length) if length < 128 else (0x0C, 0x81, length)) + data
    identifier = x509.ObjectIdentifier(f"1.3.6.1.4.1.57264.1.{number}")
    return x509.UnrecognizedExtension(identifier, data)
