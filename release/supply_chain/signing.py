"""Signing a version, and accepting its signatures: as `sign` does it with a model's release."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

from release.artifact import Artifact, Digest
from release.bundle import BUNDLE_LIMIT, Attestation
from release.files import read_bytes, write_bytes
from release.names import STATEMENT
from release.policy import Publisher
from release.sign.layout import version_layout
from release.sign.signatures import Accepts, Signs, SignsAndAccepts, accept_laid, at_once
from release.sign.statement import require_speaks_of
from release.supply_chain.statement import commit_of
from release.supply_chain.version_set import VersionSet
from release.version import BUNDLES, UNSIGNED, Part

Tried: TypeAlias = Callable[[str, Callable[[], None]], None]
"""Runs a task called by a name, again while its failure may pass by itself."""

SIGNATURES = (*BUNDLES.values(), Part.PROVENANCE)


def signed(
    built: VersionSet,
    statement: bytes,
    signer: SignsAndAccepts,
    publisher: Publisher,
    *,
    tried: Tried,
) -> VersionSet:
    """Return the signed set: four bundles and the provenance, made at the same time and accepted.

    Raises what the signer raises, and what `accept` raises.
    """
    require_about(statement, built, publisher)
    made = {part: data for part, data in built.files.items() if part in UNSIGNED}
    whole = VersionSet(
        version=built.version, files={**made, **_signatures(built, statement, signer, tried)}
    )
    commit = accept(whole, signer, publisher)
    attested = Attestation.parse(whole.files[Part.PROVENANCE], what="the provenance").statement
    said = Artifact.of(f"the statement about {commit}", attested)
    said.require(Digest.of(statement), source="the job that wrote it")
    return whole


def require_about(statement: bytes, built: VersionSet, publisher: Publisher) -> str:
    """Return the commit of a statement that speaks of exactly this set, tag and workflow."""
    files = built.by_name()
    require_speaks_of(statement, (files[name] for name in version_layout(built.version).subjects))
    return commit_of(statement, built.version.tag, publisher)


def _signatures(
    built: VersionSet, statement: bytes, signer: Signs, tried: Tried
) -> dict[Part, bytes]:
    name = built.names.asset
    with tempfile.TemporaryDirectory(prefix="sign-") as place:
        directory = Path(place)
        built.write(directory)
        write_bytes(directory / STATEMENT, statement)
        calls = {Part.PROVENANCE: partial(signer.attest_blob, directory / STATEMENT)}
        for blob, bundle in BUNDLES.items():
            calls[bundle] = partial(signer.sign_blob, directory / name(blob))
        places = {part: directory / name(part) for part in SIGNATURES}
        at_once([partial(tried, name(p), partial(calls[p], places[p])) for p in SIGNATURES])
        return {part: read_bytes(path, limit=BUNDLE_LIMIT) for part, path in places.items()}


def accept(whole: VersionSet, accepts: Accepts, publisher: Publisher) -> str:
    """Return the commit of the version, once `publisher` signed every file of it.

    Raises SignatureError and kin. The bytes that were compared are the bytes that are checked:
    they are written to a folder of this call's own.
    """
    with tempfile.TemporaryDirectory(prefix="accept-") as place:
        whole.write(Path(place))
        accept_laid(Path(place), version_layout(whole.version), whole.by_name(), accepts, publisher)
    attestation = Attestation.parse(whole.files[Part.PROVENANCE], what="the provenance")
    return require_about(attestation.statement, whole, publisher)
