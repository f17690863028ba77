"""The first entry of a new log, so that no signature of ours ever has index 0.

JSON writers of Go and JavaScript drop zeros; sigstore-python then refuses a bundle without
`logIndex` and without `inclusionProof.hashes`.
"""

import base64
import hashlib
import os
from http import HTTPStatus

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from release.canonical import Json, dump
from tests.rehearsal.sigstore.ask import ask
from tests.rehearsal.sigstore.keys import public_der


def prime(rekor_url: str) -> bool:
    """Log one random signature; when a checkpoint holds it, say whether the log took it."""
    entry = dump(_entry(os.urandom(32)))
    return ask(rekor_url, "POST", "/api/v2/log/entries", entry) == HTTPStatus.CREATED


def _entry(data: bytes) -> Json:
    key = ec.generate_private_key(ec.SECP256R1())
    verifier: Json = {
        "keyDetails": "PKIX_ECDSA_P256_SHA_256",
        "publicKey": {"rawBytes": _base64(public_der(key.public_key()))},
    }
    signature = _base64(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return {
        "hashedRekordRequestV002": {
            "digest": _base64(hashlib.sha256(data).digest()),
            "signature": {"content": signature, "verifier": verifier},
        }
    }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
