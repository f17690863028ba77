"""Getting a signed set: fetched where it is public, kept where it was made before, else made."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from release.bundle import BUNDLE_LIMIT
from release.files import read_bytes, write_bytes
from release.names import SIGNED_BLOBS, STATEMENT, Role
from release.policy import Publisher
from release.published import PublishedRelease
from release.sign.kept import kept
from release.sign.patience import Patience
from release.sign.release_set import ProvedSet, ReleaseSet
from release.sign.signatures import (
    BUNDLES,
    Signs,
    SignsAndAccepts,
    accept,
    at_once,
    require_statement,
)
from release.sign.statement import require_subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where signatures may be already, and where new ones go.

    `before` is the release that is public; `earlier` is the folder that an earlier run left, which
    need not be there; `staging` gets each bundle from the moment it is made.
    """

    before: PublishedRelease | None
    earlier: Path
    staging: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The signed set, and which of its signatures were not made now."""

    release_set: ReleaseSet
    found: frozenset[Role]


def signed_set(
    proved: ProvedSet,
    signer: SignsAndAccepts,
    publisher: Publisher,
    *,
    places: Places,
    patience: Patience,
) -> Signed:
    """Return the signed set, accepted.

    What is published is never signed anew: if its signatures are not accepted, that is a failure
    for people to look at. What an earlier run left is used bundle by bundle, if it is accepted.
    """
    if places.before is not None:
        signed = signed_before(proved.release_set, places.before)
        found = frozenset(BUNDLES)
    else:
        before = kept(proved, places.earlier, signer, publisher, patience.tell)
        signed = sign(proved, signer, staging=places.staging, kept=before, patience=patience)
        found = frozenset(before)
    accept(signed, signer, publisher)
    require_statement(signed, proved.statement)
    return Signed(release_set=signed, found=found)


def signed_before(release_set: ReleaseSet, published: PublishedRelease) -> ReleaseSet:
    """Return the set with the signatures that are public already: content is signed once."""
    return release_set.with_files(published.assets(BUNDLES))


def sign(
    proved: ProvedSet,
    signer: Signs,
    *,
    staging: Path,
    kept: Mapping[Role, bytes],
    patience: Patience,
) -> ReleaseSet:
    """Return the signed set: three bundles and the provenance, `kept` or made at the same time.

    The log answers once a second, and calls at the same time share that answer. Each bundle is in
    `staging` from the moment it is made, so that a failure of one does not cost another. Raises
    what `Patience.tried` raises.
    """
    release_set = proved.release_set
    require_subjects(proved.statement, release_set)
    names = release_set.names
    # Cosign logs a signature before it finds that it cannot write it down.
    staging.mkdir(parents=True, exist_ok=True)
    for role, data in kept.items():
        write_bytes(staging / names.asset(role), data)
    with tempfile.TemporaryDirectory(prefix="sign-") as place:
        directory = Path(place)
        release_set.write(directory)
        write_bytes(directory / STATEMENT, proved.statement)
        calls = {Role.PROVENANCE: partial(signer.attest_blob, directory / STATEMENT)}
        for blob, bundle in SIGNED_BLOBS.items():
            calls[bundle] = partial(signer.sign_blob, directory / names.asset(blob))
        left = {staging / names.asset(role): calls[role] for role in calls.keys() - kept.keys()}
        at_once([partial(patience.tried, p.name, partial(call, p)) for p, call in left.items()])
    files = {r: read_bytes(staging / names.asset(r), limit=BUNDLE_LIMIT) for r in BUNDLES}
    return release_set.with_files(files)
