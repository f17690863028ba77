"""A release set of a few bytes, and a signer that keeps the rules of the real one."""

import base64
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from release import canonical
from release.artifact import Digest
from release.canonical import Json
from release.errors import BundleError, ReleaseError, SignatureError
from release.names import LISTED_IN_MANIFEST, LISTED_IN_SUMS, SIGNED_BLOBS, Names, Role
from release.policy import Publisher
from release.sign.claims import claims
from release.sign.release_set import ProvedSet, ReleaseSet, compared
from tests.core.samples import TAG, manifest, policy
from tests.verify import certificates

NAMES = Names(TAG)
PUBLISHER = policy().publisher(TAG)


def proved_files() -> dict[Role, bytes]:
    """Return the files that `prove` writes."""
    files = {role: role.value.encode() for role in LISTED_IN_MANIFEST}
    files[Role.MANIFEST] = manifest().dump()
    return files | {Role.SUMS: sums(files)}


def sums(files: Mapping[Role, bytes]) -> bytes:
    lines = (f"{Digest.of(files[role]).hex}  {NAMES.asset(role)}\n" for role in LISTED_IN_SUMS)
    return "".join(lines).encode()


def statement(files: Mapping[Role, bytes]) -> bytes:
    """Return a provenance statement about `files`, as short as the reader takes it."""
    subjects: list[Json] = [
        {"name": NAMES.asset(role), "digest": {"sha256": Digest.of(files[role]).hex}}
        for role in (*LISTED_IN_SUMS, Role.SUMS)
    ]
    return canonical.dump(
        {
            "_type": "https://in-toto.io/Statement/v1",
            "predicateType": "https://slsa.dev/provenance/v1",
            "predicate": {},
            "subject": subjects,
        }
    )


def release_set() -> ReleaseSet:
    return compared(proved_files(), tag=TAG, expected=None)


def proved() -> ProvedSet:
    return ProvedSet(release_set=release_set(), statement=statement(proved_files()))


def blob_bundle(data: bytes, signer: str) -> bytes:
    return bundle({"messageSignature": {"digest": Digest.of(data).hex, "signer": signer}})


def attestation(payload: bytes, signer: str) -> bytes:
    text = base64.b64encode(payload).decode()
    envelope: Json = {"payload": text, "payloadType": "application/vnd.in-toto+json"}
    return bundle({"dsseEnvelope": envelope, "signer": signer})


def bundle(content: Mapping[str, Json], made: Mapping[int, str] | None = None) -> bytes:
    """Return a bundle whose certificate makes the publisher's claims, or the claims `made`."""
    those = claims(PUBLISHER) if made is None else made
    certificate = certificates.certificate(those).public_bytes(Encoding.DER)
    raw = {"certificate": {"rawBytes": base64.b64encode(certificate).decode()}}
    head = {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"}
    return json.dumps({**head, "verificationMaterial": raw, **content}).encode()


def signed(signer: str = PUBLISHER.san) -> ReleaseSet:
    files = proved_files()
    blobs = SIGNED_BLOBS.items()
    more = {role: blob_bundle(files[blob], signer) for blob, role in blobs}
    more[Role.PROVENANCE] = attestation(statement(files), signer)
    return release_set().with_files(more)


@dataclass
class InMemoryCosign:
    """Signs as `signer`, accepts what the publisher signed, counts, and fails on demand."""

    signer: str = PUBLISHER.san
    failures: list[ReleaseError] = field(default_factory=list)
    signatures: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def sign_blob(self, file: Path, bundle: Path) -> None:
        self._write(bundle, blob_bundle(file.read_bytes(), self.signer))

    def attest_blob(self, statement: Path, bundle: Path) -> None:
        self._write(bundle, attestation(statement.read_bytes(), self.signer))

    def verify_blob(self, file: Path, bundle: Path, publisher: Publisher) -> None:
        said = json.loads(bundle.read_bytes())["messageSignature"]
        if said != {"digest": Digest.of(file.read_bytes()).hex, "signer": publisher.san}:
            raise refused()

    def verify_attestation(self, file: Path, bundle: Path, publisher: Publisher) -> None:
        said = json.loads(bundle.read_bytes())
        payload = base64.b64decode(said["dsseEnvelope"]["payload"])
        if said["signer"] != publisher.san:
            raise refused()
        if Digest.of(file.read_bytes()).hex not in payload.decode():
            raise refused()

    def _write(self, path: Path, data: bytes) -> None:
        with self.lock:
            if self.failures:
                raise self.failures.pop(0)
            if path.exists():
                raise BundleError("written twice", expected="once", remedy="-")
            self.signatures += 1
        path.write_bytes(data)


def refused() -> SignatureError:
    return SignatureError("refused", expected="the publisher", remedy="-")
