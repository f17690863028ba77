"""The bundles of one set: kept where an earlier run made them, else made, all at the same time."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from release.bundle import BUNDLE_LIMIT
from release.files import read_bytes, write_bytes
from release.names import STATEMENT
from release.policy import Publisher
from release.sign.kept import kept
from release.sign.patience import Patience
from release.sign.signatures import Signs, SignsAndAccepts, at_once
from release.sign.unsigned import Unsigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """What an earlier run left, which need not be there, and what gets each bundle once made."""

    earlier: Path
    staging: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Every bundle by name, and which of them were not made now."""

    bundles: Mapping[str, bytes]
    found: frozenset[str]


def sign(
    unsigned: Unsigned,
    signer: SignsAndAccepts,
    publisher: Publisher,
    *,
    folders: Folders,
    patience: Patience,
) -> Made:
    """Return the bundles over `unsigned`; those of an earlier run are used, if accepted.

    Each bundle is staged from the moment it is made, so that a failure of one does not cost
    another. Raises InvalidRecordError for a statement about other files, and what `kept` and
    `Patience.tried` raise.
    """
    unsigned.require_subjects()
    staging = folders.staging
    before = kept(unsigned, folders.earlier, signer, publisher, patience.tell)
    # Cosign logs a signature before it finds that it cannot write it down.
    staging.mkdir(parents=True, exist_ok=True)
    for name, data in before.items():
        write_bytes(staging / name, data)
    left = [name for name in unsigned.bundles if name not in before]
    _make(unsigned, left, signer, staging, patience)
    bundles = {n: read_bytes(staging / n, limit=BUNDLE_LIMIT) for n in unsigned.bundles}
    return Made(bundles=bundles, found=frozenset(before))


def _make(
    unsigned: Unsigned, names: list[str], signer: Signs, staging: Path, patience: Patience
) -> None:
    """Make the bundles `names`. The log answers once a second; calls at one time share that."""
    with tempfile.TemporaryDirectory(prefix="sign-") as place:
        directory = Path(place)
        unsigned.write(directory)
        calls = {
            bundle: partial(signer.sign_blob, directory / blob)
            for bundle, blob in unsigned.bundles.items()
        }
        calls[unsigned.layout.provenance] = partial(signer.attest_blob, directory / STATEMENT)
        at_once([partial(patience.tried, n, partial(calls[n], staging / n)) for n in names])
