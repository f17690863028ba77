"""The reference's check, by its name: one model, its bundle by the registry, cosign by argv.

It says who signed the bytes. Number, revocation and memory are for `release.verify.model`.
Reference: VMAFx/vmafx, `vmaf_dnn_verify_signature`.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Artifact
from release.bundle import BUNDLE_LIMIT, Bundle, malformed
from release.files import read_bytes, write_bytes
from release.policy import Policy, Publisher
from release.published import ASSET_LIMIT
from release.registry import REGISTRY_LIMIT, Registry
from release.sign.claims import require_claims
from release.sign.signatures import Accepts
from release.verify.model import entry_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A model that cosign accepted: which bytes, by which bundle, and who signed."""

    artifact: Artifact
    bundle: str
    publisher: Publisher


def verify_signature(
    onnx_path: Path, registry_path: Path, *, policy: Policy, cosign: Accepts
) -> Signed:
    """Accept the model at `onnx_path` if the publisher of its registry entry signed it.

    The entry is found by the file's name; the bundle lies beside the registry, under the name that
    the entry gives it. Cosign gets copies of the bytes that were read, the identity as one text,
    and no shell. Its version and place are for `Cosign.found`, which refuses when there is none.

    Raises MissingInputError for a file that is not there, IrregularFileError for one that is no
    plain file, InvalidRecordError for a registry without an entry, DigestMismatchError for other
    bytes than the registry's, BundleError, SignatureError and TrustRootError as cosign says.
    """
    registry = Registry.parse(read_bytes(registry_path, limit=REGISTRY_LIMIT))
    entry = entry_of(registry, onnx_path.name)
    publisher = policy.publisher(entry.released.tag)
    data = read_bytes(onnx_path, limit=ASSET_LIMIT)
    artifact = Artifact.of(onnx_path.name, data).require(entry.model, source="the registry")
    name = entry.names.bundle
    if not os.path.lexists(beside := registry_path.parent / name):
        raise malformed(name, "is missing")
    bundle = Bundle.parse(read_bytes(beside, limit=BUNDLE_LIMIT), what=name)
    with tempfile.TemporaryDirectory(prefix="verify-") as place:
        write_bytes(Path(place) / onnx_path.name, data)
        write_bytes(Path(place) / name, bundle.data)
        cosign.verify_blob(Path(place) / onnx_path.name, Path(place) / name, publisher)
    require_claims(bundle.certificate, publisher, what=name)
    return Signed(artifact=artifact, bundle=name, publisher=publisher)
