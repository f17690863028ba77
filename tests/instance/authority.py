"""The certificate authority: certificates as Fulcio writes them, with a timestamp of the CT log."""

import datetime as dt
import struct

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.instance.claims import SAN, Stated, extensions
from tests.rehearsal.sigstore.ct_log import CtLog
from tests.rehearsal.sigstore.keys import Keys, key_digest, key_usage

_LIFETIME = dt.timedelta(minutes=10)
_TIMESTAMPS = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")  # RFC 6962, 3.3
_OCTET_STRING = 0x04


class Authority:
    """Issues ten-minute certificates for whatever is stated."""

    def __init__(self, keys: Keys) -> None:
        """Sign with the authority's key, and let the CT log of the same `keys` witness it."""
        self._keys = keys
        self._ct = CtLog(keys.ct)

    def issue(
        self, key: ec.EllipticCurvePublicKey, claims: Stated, at: dt.datetime
    ) -> x509.Certificate:
        """Return the certificate of `key`, valid from `at`, that states `claims`."""
        signer, builder = self._keys.fulcio, self._builder(key, claims, at)
        # What the log signs is the certificate without the log's word (RFC 6962, 3.2).
        body = builder.sign(signer, hashes.SHA256()).tbs_certificate_bytes
        issuer = key_digest(signer.public_key())
        timestamp = self._ct.timestamp(body, issuer, int(at.timestamp() * 1000))
        listed = x509.UnrecognizedExtension(_TIMESTAMPS, _as_list(timestamp))
        return builder.add_extension(listed, critical=False).sign(signer, hashes.SHA256())

    def _builder(
        self, key: ec.EllipticCurvePublicKey, claims: Stated, at: dt.datetime
    ) -> x509.CertificateBuilder:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
        issuer = self._keys.fulcio.public_key()
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self._keys.fulcio_root.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(at)
            .not_valid_after(at + _LIFETIME)
            .add_extension(key_usage(digital_signature=True, certificates=False), critical=True)
            .add_extension(purpose, critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False
            )
        )
        if SAN in claims:
            name = x509.UniformResourceIdentifier(claims[SAN])
            # Critical, for the subject is empty (RFC 5280, 4.2.1.6).
            builder = builder.add_extension(x509.SubjectAlternativeName([name]), critical=True)
        for extension in extensions(claims):
            builder = builder.add_extension(extension, critical=False)
        return builder


def _as_list(timestamp: bytes) -> bytes:
    """Return the value of the extension: a list of one, in an octet string."""
    one = struct.pack("!H", len(timestamp)) + timestamp
    listed = struct.pack("!H", len(one)) + one
    return bytes((_OCTET_STRING, len(listed))) + listed
