"""The registry as one file: records, pins, policy, schemas, small models, licences; no mirror."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from release.artifact import Artifact
from release.canonical import invalid
from release.errors import UnexpectedAssetError
from release.names import REGISTRY, TINY
from release.registry import Registry
from release.supply_chain.source import Source
from release.verify import archive
from release.version import STEM, Version

_KINDS = frozenset({".json", ".md", ".onnx", ".toml", ".txt", ""})
_SMALL = 512 << 10


def packed(source: Source, version: Version) -> bytes:
    """Return the archive, with no time and no owner in it: the same tree gives the same bytes."""
    files = contents(source)
    require_no_mirror(files)
    return archive.dump(f"{STEM}-{version}", files)


def contents(source: Source) -> Mapping[str, bytes]:
    """Return what goes into it, by path."""
    licences = {"LICENSE": source.file("LICENSE"), **source.below("LICENSES")}
    return {**source.below("model"), **licences}


def require_no_mirror(files: Mapping[str, bytes]) -> None:
    """Raise UnexpectedAssetError for a file of another kind, or a model that is no small one.

    A model of the tree stands in the registry with its digest, and not as a mirror's release.
    """
    registry = Registry.parse(files[REGISTRY])
    small = {
        f"{TINY}/{entry.names.onnx}": entry.model for entry in registry.entries if not entry.mirror
    }
    for path, data in files.items():
        if PurePosixPath(path).suffix not in _KINDS or len(data) > _SMALL:
            raise _unexpected(path, f"a kind of {', '.join(sorted(_KINDS - {''}))}, and small")
        if path.endswith(".onnx"):
            if path not in small:
                raise _unexpected(path, "models that the registry calls models of the tree")
            Artifact.of(path, data).require(small[path], source=REGISTRY)


def models(files: Mapping[str, bytes]) -> tuple[Artifact, ...]:
    """Return the models in it, by path."""
    found = (path for path in files if path.endswith(".onnx"))
    return tuple(Artifact.of(path, files[path]) for path in sorted(found))


def unpacked(data: bytes, version: Version, names: frozenset[str]) -> Mapping[str, bytes]:
    """Read an archive that may hold the files `names`; raises InvalidRecordError for another."""
    files = archive.load(f"{STEM}-{version}", data, limits=dict.fromkeys(names, _SMALL))
    if set(files) != names:
        raise invalid("registry archive", "lacks a file of the tree")
    return files


def _unexpected(path: str, expected: str) -> UnexpectedAssetError:
    return UnexpectedAssetError(
        f"{path[:120]} may not be in the registry's archive",
        expected=expected,
        remedy="take it out of the tree: binaries of a mirror are assets of its release",
    )
