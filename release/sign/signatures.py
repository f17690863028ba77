"""The signatures of a release set: who makes and who judges them, and accepting all four."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Protocol

from release.artifact import Artifact, Digest
from release.bundle import BUNDLE_LIMIT, Attestation, Bundle
from release.errors import SignatureError
from release.files import read_bytes
from release.names import SIGNED_BLOBS, Role
from release.policy import Publisher
from release.sign.claims import require_claims
from release.sign.layout import Layout, mirror_layout
from release.sign.release_set import ReleaseSet
from release.sign.statement import Files, require_speaks_of

BUNDLES = (*SIGNED_BLOBS.values(), Role.PROVENANCE)


class Accepts(Protocol):
    """Who can tell whether a publisher signed a file."""

    def verify_blob(self, file: Path, bundle: Path, publisher: Publisher) -> None:
        """Return if `publisher` signed `file`; raises SignatureError and kin."""
        ...

    def verify_attestation(self, file: Path, bundle: Path, publisher: Publisher) -> None:
        """Return if `publisher` signed a statement that has `file` as a subject."""
        ...


class Signs(Protocol):
    """Who can sign as this job."""

    def sign_blob(self, file: Path, bundle: Path) -> None:
        """Sign `file` and write `bundle`, or raise and write nothing."""
        ...

    def attest_blob(self, statement: Path, bundle: Path) -> None:
        """Sign `statement` and write `bundle`, or raise and write nothing."""
        ...


class SignsAndAccepts(Signs, Accepts, Protocol):
    """Both: what `sign` makes it also verifies, before anybody else sees it."""


def require_publisher(workflow_ref: str, publisher: Publisher) -> None:
    """Raise SignatureError unless this run is the publisher of the policy.

    `workflow_ref` is GitHub's name for the running workflow: what would stand in the certificate,
    without the host. Compared before any token is asked for.
    """
    if f"https://github.com/{workflow_ref}" != publisher.san:
        raise SignatureError(
            f"this run would sign as https://github.com/{workflow_ref}",
            expected=f"{publisher.san}, from model/policy.toml",
            remedy=f"start {publisher.workflow} on main; a fork edits model/policy.toml",
        )


def accept(signed: ReleaseSet, accepts: Accepts, publisher: Publisher) -> None:
    """Raise SignatureError and kin unless `publisher` signed every file of the set.

    The bytes that were compared are the bytes that are checked: they are written to a folder of
    this call's own.
    """
    with tempfile.TemporaryDirectory(prefix="accept-") as place:
        signed.write(Path(place))
        accept_files(Path(place), signed, accepts, publisher)


def accept_files(directory: Path, signed: Files, accepts: Accepts, publisher: Publisher) -> None:
    """Raise SignatureError and kin unless `publisher` signed every file in `directory`.

    It holds the files of `signed` under their names, and no one else writes there.
    """
    files = {file.name: file for file in map(signed.artifact, Role)}
    accept_laid(directory, mirror_layout(signed.tag), files, accepts, publisher)


def accept_laid(
    directory: Path,
    layout: Layout,
    files: Mapping[str, Artifact],
    accepts: Accepts,
    publisher: Publisher,
) -> None:
    """Raise SignatureError and kin unless `publisher` signed the `files` as they are laid out.

    `directory` holds what `layout` calls judged. A statement signed about other files is refused
    as well.
    """
    names = (*layout.bundles.values(), layout.provenance)
    data = {name: read_bytes(directory / name, limit=BUNDLE_LIMIT) for name in names}
    certificates = {
        name: Bundle.parse(data[name], what=name).certificate for name in layout.bundles.values()
    }
    attestation = Attestation.parse(data[layout.provenance], what=layout.provenance)
    certificates[layout.provenance] = attestation.certificate
    require_speaks_of(attestation.statement, (files[name] for name in layout.subjects))
    sums, provenance = directory / layout.sums, directory / layout.provenance
    tasks = [partial(accepts.verify_attestation, sums, provenance, publisher)]
    for blob, bundle in layout.bundles.items():
        tasks.append(partial(accepts.verify_blob, directory / blob, directory / bundle, publisher))
    at_once(tasks)
    for name, certificate in certificates.items():
        require_claims(certificate, publisher, what=name)


def require_statement(provenance: bytes, statement: bytes, *, what: str) -> Attestation:
    """Return what is in the file `what`, if the statement in it is exactly `statement`.

    Raises DigestMismatchError for another one, BundleError for none.
    """
    attestation = Attestation.parse(provenance, what=what)
    said = Artifact.of(f"the statement in {what}", attestation.statement)
    said.require(Digest.of(statement), source="the job that wrote it")
    return attestation


def at_once(tasks: Sequence[Callable[[], None]]) -> None:
    """Run all tasks in threads, wait for all, and raise the first failure in order."""
    with ThreadPoolExecutor(max_workers=len(tasks) or 1) as pool:
        for future in [pool.submit(task) for task in tasks]:
            future.result()
