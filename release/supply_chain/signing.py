"""Signing a version, and accepting its signatures: as `sign` does it with a model's release."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from release.bundle import Attestation
from release.policy import Publisher
from release.sign.layout import version_layout
from release.sign.made import Folders, sign
from release.sign.patience import Patience
from release.sign.signatures import Accepts, SignsAndAccepts, accept_laid, require_statement
from release.sign.statement import require_speaks_of
from release.supply_chain.statement import commit_of
from release.supply_chain.version_set import BuiltSet, VersionSet
from release.version import BUNDLES, Part

SIGNATURES = (*BUNDLES.values(), Part.PROVENANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The signed set of a version, and which of its signatures were not made now."""

    whole: VersionSet
    found: frozenset[Part]


def signed(
    built: BuiltSet,
    signer: SignsAndAccepts,
    publisher: Publisher,
    *,
    folders: Folders,
    patience: Patience,
) -> Signed:
    """Return the signed set: four bundles and the provenance, used again or made, and accepted.

    Raises what `sign` raises, and what `accept` raises.
    """
    made, name = built.made, built.made.names.asset
    require_about(built.statement, made, publisher)
    done = sign(built.unsigned, signer, publisher, folders=folders, patience=patience)
    more = {part: done.bundles[name(part)] for part in SIGNATURES}
    whole = VersionSet(version=made.version, files={**made.files, **more})
    accept(whole, signer, publisher)
    require_statement(more[Part.PROVENANCE], built.statement, what=name(Part.PROVENANCE))
    found = frozenset(part for part in SIGNATURES if name(part) in done.found)
    return Signed(whole=whole, found=found)


def require_about(statement: bytes, built: VersionSet, publisher: Publisher) -> str:
    """Return the commit of a statement that speaks of exactly this set, tag and workflow."""
    files = built.by_name()
    require_speaks_of(statement, (files[name] for name in version_layout(built.version).subjects))
    return commit_of(statement, built.version.tag, publisher)


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
