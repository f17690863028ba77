"""A stand-in for a certificate-transparency log: it signs what RFC 6962 asks for and keeps nothing.

What it does not do: keep entries, prove inclusion, publish a tree. Fulcio and every verifier look
at the signed certificate timestamp alone. The real one (TesseraCT) cannot be built from modules.
"""

import base64
import hashlib
import json
import struct
import time

from asn1crypto.x509 import (  # type: ignore[import-untyped] # asn1crypto ships no types
    Certificate,
    Extensions,
)
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from release.canonical import Json, dump
from tests.rehearsal.sigstore.keys import key_digest
from tests.rehearsal.sigstore.loopback import Answer

_POISON = "1.3.6.1.4.1.11129.2.4.3"  # marks a certificate that is not one yet (RFC 6962, 3.1)


class CtLog:
    """Answers `add-pre-chain`; give its `respond` to a server."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        """Sign with `key`."""
        self._key = key
        self._id = key_digest(key.public_key())

    def respond(self, method: str, path: str, body: bytes) -> Answer:
        """Return a signed certificate timestamp, 400 for a bad chain, 404 for everything else."""
        if (method, path) != ("POST", "/ct/v1/add-pre-chain"):
            return Answer(status=404, body=b"{}")
        try:
            precertificate, issuer = map(base64.b64decode, json.loads(body)["chain"][:2])
            tbs, issuer_hash = without_poison(precertificate), _issuer_key_hash(issuer)
        except (ValueError, KeyError, TypeError):
            return Answer(status=400, body=b'{"error": "not a chain of a pre-certificate"}')
        return Answer(status=200, body=dump(self._answer(tbs, issuer_hash)))

    def timestamp(self, tbs: bytes, issuer_hash: bytes, at: int) -> bytes:
        """Return a timestamp as a certificate holds it (RFC 6962, 3.2); `at` in milliseconds."""
        signature = self._signature(tbs, issuer_hash, at)
        return struct.pack("!B32sQH", 0, self._id, at, 0) + signature

    def _answer(self, tbs: bytes, issuer_hash: bytes) -> Json:
        now = int(time.time() * 1000)
        return {
            "sct_version": 0,
            "id": base64.b64encode(self._id).decode(),
            "timestamp": now,
            "extensions": "",
            "signature": base64.b64encode(self._signature(tbs, issuer_hash, now)).decode(),
        }

    def _signature(self, tbs: bytes, issuer_hash: bytes, at: int) -> bytes:
        # RFC 6962, 3.2: version 0, certificate_timestamp 0, time, precert_entry 1, … no extensions.
        signed = struct.pack("!BBQH", 0, 0, at, 1) + issuer_hash
        signed += len(tbs).to_bytes(3) + tbs + struct.pack("!H", 0)
        signature = self._key.sign(signed, ec.ECDSA(hashes.SHA256()))
        # A TLS digitally-signed struct: SHA-256 is 4, ECDSA is 3.
        return struct.pack("!BBH", 4, 3, len(signature)) + signature


def without_poison(precertificate: bytes) -> bytes:
    """Return the to-be-signed part as the final certificate will have it, before its SCT.

    Raises ValueError when `precertificate` does not hold exactly one poison extension.
    """
    tbs = Certificate.load(precertificate, strict=True)["tbs_certificate"]
    kept = [one for one in tbs["extensions"] if one["extn_id"].dotted != _POISON]
    if len(kept) != len(tbs["extensions"]) - 1:
        raise ValueError("not a pre-certificate")
    tbs["extensions"] = Extensions(kept)
    return bytes(tbs.dump(force=True))


def _issuer_key_hash(issuer: bytes) -> bytes:
    key = Certificate.load(issuer)["tbs_certificate"]["subject_public_key_info"]
    return hashlib.sha256(key.dump()).digest()
