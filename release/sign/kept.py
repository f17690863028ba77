"""Bundles that were made before: each is the publisher's signature over today's bytes, or is not.

Who brought the folder does not matter, nor what else lies in it: the bytes that a bundle has to
sign are those that this run proved.
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from release.artifact import Artifact, Digest
from release.bundle import BUNDLE_LIMIT, Attestation, Bundle
from release.errors import (
    BundleError,
    DigestMismatchError,
    IrregularFileError,
    MissingInputError,
    SignatureError,
)
from release.files import read_bytes, write_bytes
from release.names import SIGNED_BLOBS, Role
from release.policy import Publisher
from release.sign.claims import require_claims
from release.sign.release_set import ProvedSet
from release.sign.signatures import BUNDLES, Accepts

_REFUSED = (BundleError, DigestMismatchError, IrregularFileError, SignatureError)


def kept(
    proved: ProvedSet,
    directory: Path,
    accepts: Accepts,
    publisher: Publisher,
    tell: Callable[[str], None],
) -> Mapping[Role, bytes]:
    """Return the bundles in `directory` that can be used again; the others are named.

    Raises TrustRootError and kin: a bundle that nobody could judge is neither good nor bad.
    """
    found: dict[Role, bytes] = {}
    for role in BUNDLES:
        name = proved.release_set.names.asset(role)
        try:
            data = read_bytes(directory / name, limit=BUNDLE_LIMIT)
            _accept(role, data, proved, accepts, publisher)
        except MissingInputError:
            continue
        except _REFUSED as error:
            tell(f"{name} was made before and is not used: {error.problem}")
        else:
            found[role] = data
    return found


def _accept(
    role: Role, data: bytes, proved: ProvedSet, accepts: Accepts, publisher: Publisher
) -> None:
    """Raise SignatureError and kin unless `data` is what `sign` would make for `role`."""
    signed, names = proved.release_set, proved.release_set.names
    blob = next((blob for blob, bundle in SIGNED_BLOBS.items() if bundle is role), Role.SUMS)
    with tempfile.TemporaryDirectory(prefix="kept-") as place:
        file, bundle = Path(place) / names.asset(blob), Path(place) / names.asset(role)
        write_bytes(file, signed.files[blob])
        write_bytes(bundle, data)
        if role is Role.PROVENANCE:
            attestation = Attestation.parse(data, what=bundle.name)
            said = Artifact.of(f"the statement in {bundle.name}", attestation.statement)
            said.require(Digest.of(proved.statement), source="the job that wrote it")
            accepts.verify_attestation(file, bundle, publisher)
            certificate = attestation.certificate
        else:
            certificate = Bundle.parse(data, what=bundle.name).certificate
            accepts.verify_blob(file, bundle, publisher)
    require_claims(certificate, publisher, what=bundle.name)
