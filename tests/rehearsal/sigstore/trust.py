"""The files that make a client trust one local Sigstore: trusted root and signing configuration.

Shapes: sigstore protobuf-specs, protos/sigstore_trustroot.proto (TrustedRoot v0.1, SigningConfig
v0.2, ClientTrustConfig v0.1).
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import NameOID

from release.canonical import Json, dump
from tests.rehearsal.sigstore.keys import ORGANISATION, Keys, PublicKey, key_digest, public_der

ISSUER = "https://token.actions.githubusercontent.com"
LOG_NAME = "rekor-local"
"""The origin of the log's checkpoints; it need not resolve, but must be the host of `baseUrl`."""

LOG_V1_NAME = "rekor-v1-local"
"""The older log. Its key is believed as well, as the public root believes both kinds of log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where the services answer, without a slash at the end."""

    fulcio: str
    rekor: str
    tsa: str
    ct: str


@dataclass(frozen=True, slots=True)
class TrustFiles:
    """Where the trust files lie."""

    directory: Path

    @property
    def trusted_root(self) -> Path:
        """For cosign and sigstore-js."""
        return self.directory / "trusted_root.json"

    @property
    def trusted_root_lines(self) -> Path:
        """For gh: one root per line, the last line ended."""
        return self.directory / "trusted_root.jsonl"

    @property
    def signing_config(self) -> Path:
        """Where a signer finds the services; the name is the TUF target's."""
        return self.directory / "signing_config.v0.2.json"

    @property
    def trust_config(self) -> Path:
        """Both in one, for sigstore-python and model-signing."""
        return self.directory / "trust_config.json"


def write_trust_files(directory: Path, keys: Keys, endpoints: Endpoints) -> TrustFiles:
    """Write the four trust files below `directory` and return where they are."""
    directory.mkdir(parents=True)
    files = TrustFiles(directory)
    root, config = trusted_root(keys, endpoints), signing_config(endpoints)
    both: Json = {
        "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
        "trustedRoot": root,
        "signingConfig": config,
    }
    files.trusted_root.write_bytes(dump(root))
    files.trusted_root_lines.write_bytes(dump(root) + b"\n")
    files.signing_config.write_bytes(dump(config))
    files.trust_config.write_bytes(dump(both))
    return files


def trusted_root(keys: Keys, endpoints: Endpoints) -> Json:
    """Return whom to believe: the keys and certificates of this instance alone."""
    rekor, ct, v1 = keys.rekor.public_key(), keys.ct.public_key(), keys.rekor_v1.public_key()
    start = keys.start
    return {
        # sigstore-python 4.5.1 and sigstore-go refuse version 0.2 of the trusted root.
        "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "tlogs": [
            _log(f"http://{LOG_NAME}", rekor, rekor_log_id(rekor), start),
            _log(f"http://{LOG_V1_NAME}", v1, key_digest(v1), start),
        ],
        "certificateAuthorities": [_authority(endpoints.fulcio, [keys.fulcio_root], start)],
        "ctlogs": [_log(endpoints.ct, ct, key_digest(ct), start)],
        "timestampAuthorities": [_authority(_timestamps(endpoints), keys.tsa_chain, start)],
    }


def signing_config(endpoints: Endpoints) -> Json:
    """Return where to ask for a certificate, a log entry and a timestamp."""
    return {
        "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
        "caUrls": _service(endpoints.fulcio, 1),
        "oidcUrls": _service(ISSUER, 1),
        "rekorTlogUrls": _service(endpoints.rekor, 2),
        "tsaUrls": _service(_timestamps(endpoints), 1),
        # Both selectors must stand here: cosign 3.1.2 fails without, sigstore-js knows only ANY.
        "rekorTlogConfig": {"selector": "ANY"},
        "tsaConfig": {"selector": "ANY"},
    }


def rekor_log_id(key: ed25519.Ed25519PublicKey) -> bytes:
    """Return the id of a Rekor v2 log with an Ed25519 key, in full (C2SP signed-note key id)."""
    raw = key.public_bytes(ser.Encoding.Raw, ser.PublicFormat.Raw)
    return hashlib.sha256(LOG_NAME.encode() + b"\n\x01" + raw).digest()


def _timestamps(endpoints: Endpoints) -> str:
    # The one URL that is given in full; clients append nothing to it.
    return f"{endpoints.tsa}/api/v1/timestamp"


def _service(url: str, version: int) -> Json:
    return [
        {
            "url": url,
            "majorApiVersion": version,
            "validFor": _valid(dt.datetime.now(dt.UTC) - dt.timedelta(hours=12)),
            "operator": ORGANISATION,
        }
    ]


def _log(url: str, key: PublicKey, key_id: bytes, start: dt.datetime) -> Json:
    edwards = isinstance(key, ed25519.Ed25519PublicKey)
    public: Json = {
        "rawBytes": _base64(public_der(key)),
        "keyDetails": "PKIX_ED25519" if edwards else "PKIX_ECDSA_P256_SHA_256",
        "validFor": _valid(start),
    }
    return {
        "baseUrl": url,
        "hashAlgorithm": "SHA2_256",
        "publicKey": public,
        "logId": {"keyId": _base64(key_id)},
    }


def _authority(url: str, chain: Sequence[x509.Certificate], start: dt.datetime) -> Json:
    top = chain[-1].subject
    name = top.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    certificates: Json = [
        {"rawBytes": _base64(one.public_bytes(ser.Encoding.DER))} for one in chain
    ]
    return {
        "subject": {"organization": ORGANISATION, "commonName": str(name)},
        "uri": url,
        "certChain": {"certificates": certificates},
        "validFor": _valid(start),
    }


def _valid(start: dt.datetime) -> Json:
    # Must lie before the first certificate, timestamp and SCT.
    return {"start": start.strftime("%Y-%m-%dT%H:%M:%SZ")}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
