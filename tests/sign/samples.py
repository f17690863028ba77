"""A release set of a few bytes, really signed, and a signer that keeps the rules of cosign."""

import base64
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from release import canonical
from release.artifact import Digest
from release.bundle import Shape
from release.errors import (
    BundleError,
    ReleaseError,
    ServiceDownError,
    SignatureError,
    TrustRootError,
)
from release.manifest import Manifest
from release.names import LISTED_IN_MANIFEST, LISTED_IN_SUMS, SIGNED_BLOBS, Names, Role
from release.policy import Publisher
from release.sign.release_set import ProvedSet, ReleaseSet, compared
from tests.core.samples import TAG, manifest, policy
from tests.instance.claims import SAN, Stated, job_of, stated
from tests.instance.instance import Instance, Times
from tests.rehearsal.signer import signer_of

NAMES = Names(TAG)
PUBLISHER = policy().publisher(TAG)


def proved_files(made: Manifest | None = None) -> dict[Role, bytes]:
    """Return the files that `prove` writes."""
    files = {role: role.value.encode() for role in LISTED_IN_MANIFEST}
    files[Role.MANIFEST] = (made or manifest()).dump()
    return files | {Role.SUMS: sums(files)}


def sums(files: Mapping[Role, bytes]) -> bytes:
    return sums_of({role: Digest.of(data) for role, data in files.items()})


def sums_of(digests: Mapping[Role, Digest]) -> bytes:
    lines = (f"{digests[role].hex}  {NAMES.asset(role)}\n" for role in LISTED_IN_SUMS)
    return "".join(lines).encode()


def statement(files: Mapping[Role, bytes]) -> bytes:
    return statement_of({role: Digest.of(data) for role, data in files.items()})


def statement_of(digests: Mapping[Role, Digest]) -> bytes:
    """Return a provenance statement about files, as short as the reader takes it."""
    subjects: list[canonical.Json] = [
        {"name": NAMES.asset(role), "digest": {"sha256": digests[role].hex}}
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


@cache
def instance() -> Instance:
    """Return the one Sigstore of these samples."""
    return Instance()


def made_by(signer: str, publisher: Publisher = PUBLISHER) -> Stated:
    """Return the claims of `publisher`, under the name `signer`."""
    return {**stated(job_of(publisher)), SAN: signer}


def blob_bundle(data: bytes, claims: Stated) -> bytes:
    return instance().sign_blob(data, claims, Shape.REKOR_V2)


def attestation(payload: bytes, claims: Stated) -> bytes:
    return instance().attest(payload, claims, Shape.REKOR_V2)


@cache
def signed(signer: str = PUBLISHER.san, salt: str = "", made: Manifest | None = None) -> ReleaseSet:
    """Return the signed set; another `salt` is another signing of the same bytes."""
    del salt  # no two signings give the same bytes
    return signed_with(instance(), Shape.REKOR_V2, made_by(signer), made=made)


def signed_with(
    sigstore: Instance,
    shape: Shape,
    claims: Stated,
    times: Times | None = None,
    made: Manifest | None = None,
) -> ReleaseSet:
    """Return the sample set with its signatures, made by `sigstore` in `shape`."""
    files = proved_files(made)
    more = {
        role: sigstore.sign_blob(files[blob], claims, shape, times)
        for blob, role in SIGNED_BLOBS.items()
    }
    more[Role.PROVENANCE] = sigstore.attest(statement(files), claims, shape, times)
    return compared(proved_files(made), tag=TAG, expected=None).with_files(more)


@dataclass
class InMemoryCosign:
    """Signs as `signer`, accepts what the publisher signed, counts, and fails on demand.

    It goes away after `stays` signatures; one that does not judge has no trust root.
    """

    signer: str = PUBLISHER.san
    publisher: Publisher = PUBLISHER
    failures: list[ReleaseError] = field(default_factory=list)
    stays: int = 10**6
    judges: bool = True
    signatures: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def sign_blob(self, file: Path, bundle: Path) -> None:
        self._write(bundle, blob_bundle(file.read_bytes(), self._claims))

    def attest_blob(self, statement: Path, bundle: Path) -> None:
        self._write(
            bundle, attestation(statement.read_bytes(), made_by(self.signer, self.publisher))
        )

    def verify_blob(self, file: Path, bundle: Path, publisher: Publisher) -> None:
        self._require_root()
        data = bundle.read_bytes()
        digest = json.loads(data)["messageSignature"]["messageDigest"]["digest"]
        if base64.b64decode(digest).hex() != Digest.of(file.read_bytes()).hex:
            raise refused()
        _require_signer(data, publisher)

    def verify_attestation(self, file: Path, bundle: Path, publisher: Publisher) -> None:
        self._require_root()
        data = bundle.read_bytes()
        payload = base64.b64decode(json.loads(data)["dsseEnvelope"]["payload"])
        if Digest.of(file.read_bytes()).hex not in payload.decode():
            raise refused()
        _require_signer(data, publisher)

    @property
    def _claims(self) -> Stated:
        return made_by(self.signer, self.publisher)

    def _require_root(self) -> None:
        if not self.judges:
            raise TrustRootError("no root", expected="a trust root", remedy="-")

    def _write(self, path: Path, data: bytes) -> None:
        with self.lock:
            if self.failures:
                raise self.failures.pop(0)
            if self.signatures >= self.stays:
                raise ServiceDownError("gone", expected="an answer", remedy="-")
            if path.exists():
                raise BundleError("written twice", expected="once", remedy="-")
            self.signatures += 1
        path.write_bytes(data)


def _require_signer(bundle: bytes, publisher: Publisher) -> None:
    if signer_of(bundle).san != publisher.san:
        raise refused()


def refused() -> SignatureError:
    return SignatureError("refused", expected="the publisher", remedy="-")
