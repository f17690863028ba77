"""Puts signatures into the world's real log: ours once more, and one that nobody of ours made."""

import datetime as dt
import http
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from release.canonical import Json, dump
from tests.instance.authority import Authority
from tests.instance.claims import Stated
from tests.instance.signed import b64
from tests.rehearsal.failure import require_same
from tests.rehearsal.sigstore.ask import ask
from tests.rehearsal.world import World

_ENTRIES = "/api/v2/log/entries"


def forge(world: World, data: bytes, claims: Stated) -> None:
    """Log a signature by whoever `claims` say, as if the authority had been deceived."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = Authority(world.sigstore.keys).issue(
        key.public_key(), claims, dt.datetime.now(dt.UTC).replace(microsecond=0)
    )
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    signature = key.sign(data, ec.ECDSA(hashes.SHA256()))
    der = certificate.public_bytes(Encoding.DER)
    _log(world, _request(b64(digest.finalize()), b64(signature), b64(der)))


def log_again(world: World, bundle: bytes) -> None:
    """Log the signature in a bundle over a file: its entry is the one that the bundle holds."""
    document = json.loads(bundle)
    message = document["messageSignature"]
    certificate = document["verificationMaterial"]["certificate"]["rawBytes"]
    digest = message["messageDigest"]["digest"]
    _log(world, _request(digest, message["signature"], certificate))


def _request(digest: str, signature: str, certificate: str) -> Json:
    verifier: Json = {
        "keyDetails": "PKIX_ECDSA_P256_SHA_256",
        "x509Certificate": {"rawBytes": certificate},
    }
    signed: Json = {"content": signature, "verifier": verifier}
    return {"hashedRekordRequestV002": {"digest": digest, "signature": signed}}


def _log(world: World, request: Json) -> None:
    url = json.loads(world.sigstore.signing_config.read_text())["rekorTlogUrls"][0]["url"]
    status = ask(url, "POST", _ENTRIES, dump(request))
    require_same("the log took the entry", status, http.HTTPStatus.CREATED)
