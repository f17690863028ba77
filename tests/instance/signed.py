"""What a job signed, and how the two kinds of log write it down.

Bodies: rekor pkg/types/hashedrekord/v0.0.1 and dsse/v0.0.1; rekor-tiles pkg/types/hashedrekord.
"""

import base64
import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from release.canonical import Json, dump

PAYLOAD_TYPE = "application/vnd.in-toto+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature over `message`, which is a file, or stands for the statement `payload`."""

    message: bytes
    signature: bytes
    certificate: x509.Certificate
    payload: bytes | None = None

    @property
    def der(self) -> bytes:
        """The certificate as a bundle holds it."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def digest(self) -> bytes:
        """What the signature covers."""
        return hashlib.sha256(self.message).digest()

    @property
    def content(self) -> dict[str, Json]:
        """What the bundle says was signed."""
        if self.payload is not None:
            return {"dsseEnvelope": envelope(self.payload, self.signature)}
        digest: Json = {"algorithm": "SHA2_256", "digest": b64(self.digest)}
        return {"messageSignature": {"messageDigest": digest, "signature": b64(self.signature)}}

    @property
    def body_v1(self) -> tuple[str, bytes]:
        """The kind and the canonical body of the entry in Rekor v1."""
        certificate = b64(self.certificate.public_bytes(Encoding.PEM))
        if self.payload is None:
            spec: Json = {
                "data": {"hash": _hash(self.message)},
                "signature": {
                    "content": b64(self.signature),
                    "publicKey": {"content": certificate},
                },
            }
            return _body("hashedrekord", "0.0.1", spec)
        enveloped = dump(envelope(self.payload, self.signature))
        return dsse_body(enveloped, self.payload, b64(self.signature), certificate)

    @property
    def body_v2(self) -> tuple[str, bytes]:
        """The kind and the canonical body of the entry in Rekor v2, which knows one kind."""
        verifier: Json = {
            "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "x509Certificate": {"rawBytes": b64(self.der)},
        }
        spec: Json = {
            "hashedRekordV002": {
                "data": {"algorithm": "SHA2_256", "digest": b64(self.digest)},
                "signature": {"content": b64(self.signature), "verifier": verifier},
            }
        }
        return _body("hashedrekord", "0.0.2", spec)


def dsse_body(enveloped: bytes, payload: bytes, signature: str, verifier: str) -> tuple[str, bytes]:
    """Return kind and canonical body of a statement's entry in Rekor v1."""
    spec: Json = {
        "envelopeHash": _hash(enveloped),
        "payloadHash": _hash(payload),
        "signatures": [{"signature": signature, "verifier": verifier}],
    }
    return _body("dsse", "0.0.1", spec)


def pre_authentication(payload: bytes) -> bytes:
    """Return the bytes that are signed for an in-toto statement (DSSE, protocol.md)."""
    head = f"DSSEv1 {len(PAYLOAD_TYPE)} {PAYLOAD_TYPE} {len(payload)} "
    return head.encode() + payload


def envelope(payload: bytes, signature: bytes) -> Json:
    """Return the DSSE envelope of a statement."""
    signatures: Json = [{"sig": b64(signature)}]
    return {"payload": b64(payload), "payloadType": PAYLOAD_TYPE, "signatures": signatures}


def b64(data: bytes) -> str:
    """Return `data` as JSON carries bytes."""
    return base64.b64encode(data).decode()


def _hash(data: bytes) -> Json:
    return {"algorithm": "sha256", "value": hashlib.sha256(data).hexdigest()}


def _body(kind: str, version: str, spec: Json) -> tuple[str, bytes]:
    return kind, dump({"apiVersion": version, "kind": kind, "spec": spec})
