"""The bill of materials of a version: CycloneDX 1.6 of the locks, held against what is shipped.

Source: cyclonedx.org/docs/1.6/json. No timestamp, and a serial number that follows from the files:
the same version gives the same bytes. It says what the locks of the jobs pin, under which lock; the
packages themselves are not shipped.
"""

import ast
import json
import sys
import uuid
from collections.abc import Iterator, Mapping

from release import canonical
from release.artifact import Artifact
from release.canonical import Json, invalid
from release.lock import Lock
from release.supply_chain import registry_archive
from release.supply_chain.packages import wheel_files
from release.supply_chain.source import Source
from release.version import BUILT, Part, Version, VersionNames

PROJECT = "u2netp-mirror"
LOCKS = tuple(
    f"requirements/{name}.txt" for name in ("build", "export", "github", "prove", "torch", "verify")
)
"""The locks of the jobs: what the package runs with, and what builds it."""

_OWN = "release"
_DISTRIBUTIONS = {"github": "pygithub"}
"""Packages that are imported by another name than they are installed by."""


def sbom(
    source: Source, version: Version, built: Mapping[Part, bytes], models: tuple[Artifact, ...]
) -> bytes:
    """Return the canonical document about the built files, the models in them, and the locks.

    Raises InvalidRecordError when the package imports what no lock pins.
    """
    locks = locks_of(source)
    require_locked(third_party(source.below(_OWN)), locks)
    names = VersionNames(version)
    files = tuple(Artifact.of(names.asset(part), built[part]) for part in BUILT)
    digests = " ".join(file.digest.hex for file in files)
    components = [*map(_file, files), *map(_model, models), *_packages(locks)]
    return canonical.dump(
        {
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "components": components,
            "dependencies": _dependencies(version, components, models),
            "metadata": {"component": _project(version), "properties": _lock_properties(locks)},
            "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, digests)}",
            "specVersion": "1.6",
            "version": 1,
        }
    )


def locks_of(source: Source) -> tuple[Lock, ...]:
    """Return the locks of the tree."""
    return tuple(Lock.of(path, source.file(path)) for path in LOCKS)


def third_party(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the packages that Python files import and that neither Python nor we bring along."""
    found = {
        name for path, data in files.items() if path.endswith(".py") for name in _imports(data)
    }
    foreign = (name.replace("_", "-") for name in found - sys.stdlib_module_names - {_OWN})
    return frozenset(_DISTRIBUTIONS.get(name, name) for name in foreign)


def _imports(data: bytes) -> Iterator[str]:
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def require_locked(imported: frozenset[str], locks: tuple[Lock, ...]) -> None:
    """Raise InvalidRecordError when a lock pins none of the versions of an imported package."""
    pinned = {tool.partition("==")[0].replace("_", "-") for lock in locks for tool in lock.tools}
    if lacking := sorted(imported - pinned):
        raise invalid("bill of materials", f"would lack {lacking[0]}, which the package imports")


def require_shipped(
    document: bytes, built: Mapping[Part, bytes], version: Version, names: frozenset[str]
) -> None:
    """Raise InvalidRecordError unless the document names exactly what lies in the built files.

    Both are read again: the models from the archive, what the wheel imports from the wheel.
    """
    stated = {
        row["bom-ref"]: row["hashes"][0]["content"] if "hashes" in row else None
        for row in json.loads(document)["components"]
    }
    inside = registry_archive.unpacked(built[Part.REGISTRY], version, names)
    name = VersionNames(version).asset
    files = (
        *(Artifact.of(name(part), built[part]) for part in BUILT),
        *registry_archive.models(inside),
    )
    shipped = {f"file:{file.name}": file.digest.hex for file in files}
    if {ref: digest for ref, digest in stated.items() if digest} != shipped:
        raise invalid("bill of materials", "does not name exactly the files that are shipped")
    wheel = {path: data for path, data in wheel_files(built[Part.WHEEL]) if path.endswith(".py")}
    pinned = {ref.split("@")[0].removeprefix("pkg:pypi/") for ref in stated}
    if lacking := sorted(third_party(wheel) - pinned):
        raise invalid("bill of materials", f"lacks {lacking[0]}, which the wheel imports")


def _project(version: Version) -> dict[str, Json]:
    return {
        "bom-ref": _purl(PROJECT, str(version)),
        "licenses": [{"license": {"id": "Apache-2.0"}}],
        "name": PROJECT,
        "purl": _purl(PROJECT, str(version)),
        "type": "application",
        "version": str(version),
    }


def _file(file: Artifact) -> dict[str, Json]:
    return {**_hashed(file), "type": "file"}


def _model(model: Artifact) -> dict[str, Json]:
    return {**_hashed(model), "type": "machine-learning-model"}


def _hashed(file: Artifact) -> dict[str, Json]:
    hashes: list[Json] = [{"alg": "SHA-256", "content": file.digest.hex}]
    return {"bom-ref": f"file:{file.name}", "hashes": hashes, "name": file.name}


def _packages(locks: tuple[Lock, ...]) -> Iterator[dict[str, Json]]:
    """Give each pinned package once, with the locks that pin it."""
    by: dict[str, list[str]] = {}
    for lock in locks:
        for tool in lock.tools:
            by.setdefault(tool, []).append(lock.path)
    for tool, paths in sorted(by.items()):
        name, _, version = tool.partition("==")
        yield {
            "bom-ref": _purl(name, version),
            "name": name,
            "properties": [{"name": "lock", "value": path} for path in paths],
            "purl": _purl(name, version),
            "scope": "optional",
            "type": "library",
            "version": version,
        }


def _dependencies(
    version: Version, components: list[dict[str, Json]], models: tuple[Artifact, ...]
) -> list[Json]:
    inside = [f"file:{model.name}" for model in models]
    refs = [str(component["bom-ref"]) for component in components]
    archive = f"file:{VersionNames(version).asset(Part.REGISTRY)}"
    root = _purl(PROJECT, str(version))
    return [
        {"dependsOn": sorted(set(refs) - set(inside)), "ref": root},
        {"dependsOn": inside, "ref": archive},
        *({"ref": ref} for ref in refs if ref != archive),
    ]


def _lock_properties(locks: tuple[Lock, ...]) -> list[Json]:
    return [{"name": lock.path, "value": str(lock.digest)} for lock in locks]


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name.lower().replace('_', '-')}@{version.replace('+', '%2B')}"
