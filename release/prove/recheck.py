"""Checking a release again from its own files: everything that needs no torch and no network.

Who signed the files is the business of `verify`; here it is asked whether they say the truth.
"""

from dataclasses import dataclass
from pathlib import Path

from release.artifact import Artifact, Digest
from release.canonical import invalid
from release.errors import UsageError
from release.export.answers import Answers
from release.export.checkpoint import CHECKPOINT_LIMIT, read_checkpoint
from release.export.confined import GRAPH_LIMIT
from release.files import MIB, read_bytes
from release.manifest import MANIFEST_LIMIT, Manifest
from release.names import LISTED_IN_SUMS, Names, Role
from release.pin import Pin
from release.prove import sums
from release.prove.certificate import Certificate
from release.prove.checked import check_graphs
from release.prove.comparison import Comparison, code_digest, compare, require_one_form
from release.prove.controls import CONTROLS, float_entries, require_refused_by_form
from release.prove.graphs import Graphs
from release.prove.licence import require_carried
from release.prove.sbom import sbom

_ENDING = ".manifest.json"
_LIMITS = {
    Role.MODEL: GRAPH_LIMIT,
    Role.FIXED: GRAPH_LIMIT,
    Role.CHECKPOINT: CHECKPOINT_LIMIT,
    Role.MANIFEST: MANIFEST_LIMIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """What was checked: the manifest, a sentence for each thing done, and torch's answers."""

    manifest: Manifest
    done: tuple[str, ...]
    comparison: Comparison | None


def recheck(folder: Path, answers: Answers | None = None) -> Rechecked:
    """Check the files of a release in `folder` against each other, by computing them again.

    With the `answers` of an oracle that somebody asked again, the maps are compared too. Raises
    what the checks raise: codes 10, 12, 20, 30 to 34 and 40.
    """
    manifest = Manifest.parse(read_bytes(_manifest_in(folder), limit=MANIFEST_LIMIT))
    files = _files(folder, manifest)
    pin = Pin(
        model=manifest.tag.model,
        checkpoint=manifest.checkpoint,
        upstream=manifest.upstream,
        contract=manifest.contract,
        licence=manifest.licence,
        witnesses=(),
    )
    graphs, checkpoint = _graphs(files), files[Role.CHECKPOINT]
    Artifact.of(pin.checkpoint.name, checkpoint).require(
        pin.checkpoint.digest, source="the manifest"
    )
    require_carried(files[Role.LICENCE], pin)
    checked, fixed = check_graphs(pin, graphs, checkpoint=checkpoint)
    if checked.weights != manifest.weights:
        raise invalid("manifest", "names other weights than the checkpoint holds")
    if checked.operators != manifest.operators:
        raise invalid("manifest", "counts other operators than the graph has")
    _require_sbom(manifest, pin, files)
    certificate = _certificate(manifest, pin, files, checked.weights)
    comparison = None
    if answers:
        identity = Names(manifest.tag).registry_id
        comparison = compare(pin, identity, graphs=graphs, checkpoint=checkpoint, answers=answers)
        certificate.require(comparison.certificate.facts)
    asked = ("asked again, upstream's network answers as the certificate says",) if answers else ()
    return Rechecked(
        manifest=manifest,
        comparison=comparison,
        done=(
            f"{len(files)} files are those of manifest and SHA256SUMS",
            "the licence receipt fulfils clauses 4 (a) to (d)",
            "both graphs are what the checkpoint gives, byte for byte",
            f"they keep their contract at {len((*checked.runs, *fixed.runs))} sizes",
            f"the certificate is about these files; {len(CONTROLS)} wrong graphs are refused",
            *asked,
        ),
    )


def _manifest_in(folder: Path) -> Path:
    found = [path for path in folder.iterdir() if path.name.endswith(_ENDING)]
    if len(found) != 1:
        raise UsageError(
            f"{folder} holds {len(found)} manifests",
            expected="the files of one release",
            remedy="download the release into a folder of its own",
        )
    return found[0]


def _files(folder: Path, manifest: Manifest) -> dict[Role, bytes]:
    """Read what is listed; both lists must agree with it, and with each other."""
    names = Names(manifest.tag)
    files = {
        role: read_bytes(folder / names.asset(role), limit=_LIMITS.get(role, MIB))
        for role in LISTED_IN_SUMS
    }
    found = {role: Artifact.of(names.asset(role), data) for role, data in files.items()}
    for asset in manifest.assets:
        found[asset.role].require(asset.artifact.digest, source="the manifest")
    text = read_bytes(folder / names.asset(Role.SUMS), limit=sums.SUMS_LIMIT)
    for name, digest in sums.parse(text):
        artifact = next((a for a in found.values() if a.name == name), None)
        if artifact is None:
            raise invalid("SHA256SUMS", f"lists {name}")
        artifact.require(digest, source="SHA256SUMS")
    if sums.dump(found.values()) != text:
        raise invalid("SHA256SUMS", "does not list every file")
    return files


def _graphs(files: dict[Role, bytes]) -> Graphs:
    return Graphs(free=files[Role.MODEL], fixed=files[Role.FIXED])


def _certificate(
    manifest: Manifest, pin: Pin, files: dict[Role, bytes], weights: Digest
) -> Certificate:
    """Read the certificate and compute again what needs no torch; its numbers are read only."""
    graphs, tensors = _graphs(files), read_checkpoint(files[Role.CHECKPOINT])
    form = require_one_form(graphs)
    require_refused_by_form(graphs.free, form, float_entries(tensors))
    certificate = Certificate.parse(files[Role.PARITY])
    if certificate.registry_id != Names(manifest.tag).registry_id:
        raise invalid("certificate", f"is of {certificate.registry_id}")
    facts = {
        "checkpoint": pin.checkpoint.digest,
        "code": code_digest(pin),
        "form": form,
        "fixed": Digest.of(graphs.fixed),
        "model": Digest.of(graphs.free),
        "weights": weights,
    }
    return certificate.require(facts).require_locked(manifest.locks)


def _require_sbom(manifest: Manifest, pin: Pin, files: dict[Role, bytes]) -> None:
    again = sbom(
        manifest.tag,
        pin,
        content_key=manifest.content_key,
        files={asset.role: asset.artifact for asset in manifest.assets},
    )
    Artifact.of("the bill of materials", again).require(
        Artifact.of("it", files[Role.SBOM]).digest, source="the release"
    )
