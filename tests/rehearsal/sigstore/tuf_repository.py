"""A minimal TUF repository: one key for all roles, consistent snapshots, every file in memory."""

import datetime as dt
import hashlib
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec
from securesystemslib.signer import (  # type: ignore[attr-defined] # its documented place
    CryptoSigner,
)
from tuf.api.metadata import (  # type: ignore[attr-defined] # its documented place
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

ROOT = "1.root.json"
# Clients read the timestamp at every call; a kept world must not grow stale below them.
_LIFETIME = dt.timedelta(days=30)


def tuf_files(targets: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return path → bytes of a signed repository that offers `targets` by name."""
    signer = CryptoSigner(ec.generate_private_key(ec.SECP256R1()))
    expires = dt.datetime.now(dt.UTC).replace(microsecond=0) + _LIFETIME
    root = Root(version=1, expires=expires, consistent_snapshot=True)
    for role in ("root", "timestamp", "snapshot", "targets"):
        root.add_key(signer.public_key, role)
    listed = Targets(version=1, expires=expires)
    for name, data in targets.items():
        listed.targets[name] = TargetFile.from_data(name, data, ["sha256"])
    snapshot = Snapshot(version=1, expires=expires, meta={"targets.json": MetaFile(1)})
    timestamp = Timestamp(version=1, expires=expires, snapshot_meta=MetaFile(1))
    return {
        ROOT: _signed(Metadata(root), signer),
        "1.targets.json": _signed(Metadata(listed), signer),
        "1.snapshot.json": _signed(Metadata(snapshot), signer),
        "timestamp.json": _signed(Metadata(timestamp), signer),
        **{f"targets/{_sha256(data)}.{name}": data for name, data in targets.items()},
    }


def _signed(
    metadata: Metadata[Root] | Metadata[Targets] | Metadata[Snapshot] | Metadata[Timestamp],
    signer: CryptoSigner,
) -> bytes:
    metadata.sign(signer)
    return metadata.to_bytes()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
