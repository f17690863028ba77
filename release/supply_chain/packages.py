"""The wheel and the source distribution: built twice, in two folders, and equal (an edge)."""

import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath

from release import process
from release.artifact import Artifact
from release.errors import DigestMismatchError, InvalidRecordError, MissingToolError
from release.files import read_bytes
from release.supply_chain.source import Source
from release.version import STEM, Part, Version, VersionNames

_TIMEOUT = 120.0
_LIMIT = 32 << 20
_PACKAGES = (Part.WHEEL, Part.SDIST)
_BUILD = """\
import sys
from flit_core.buildapi import build_sdist, build_wheel
build_wheel(sys.argv[1])
build_sdist(sys.argv[1])
"""
# What may differ between two machines and must not show: place, hash seed, time zone.
_ROOMS = (
    ("a", {"PYTHONHASHSEED": "0", "TZ": "UTC"}),
    ("another-folder", {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}),
)


def packages(source: Source, version: Version, python: Path, place: Path) -> Mapping[Part, bytes]:
    """Return both packages of the tree `source`, built below `place` by flit-core of `python`.

    Raises DigestMismatchError when two builds differ, InvalidRecordError when a package holds
    anything but the tree.
    """
    first, second = (_built(source, version, python, place / room, env) for room, env in _ROOMS)
    for part in _PACKAGES:
        name = VersionNames(version).asset(part)
        digest = Artifact.of(name, second[part]).digest
        if Artifact.of(name, first[part]).digest != digest:
            raise _unequal(name)
    require_tree(dict(wheel_files(first[Part.WHEEL])), source, version)
    require_tree(dict(sdist_files(first[Part.SDIST], version)), source, version)
    return first


def _built(
    source: Source, version: Version, python: Path, room: Path, more: Mapping[str, str]
) -> Mapping[Part, bytes]:
    tree, out = room / "tree", room / "out"
    source.write(tree)
    out.mkdir()
    env = {"SOURCE_DATE_EPOCH": str(source.time), "LC_ALL": "C", **more}
    argv = (python, "-I", "-c", _BUILD, out)
    finished = process.run(argv, env=env, timeout=_TIMEOUT, directory=tree)
    if finished.code:
        raise MissingToolError(
            f"the packages cannot be built: {finished.last_line[-300:]}",
            expected="flit-core of requirements/build.txt, and a tree that it can build",
            remedy="uv pip sync --require-hashes requirements/build.txt, then build again",
        )
    names = {part: VersionNames(version).asset(part) for part in _PACKAGES}
    return {part: read_bytes(out / name, limit=_LIMIT) for part, name in names.items()}


def wheel_files(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Give path and bytes of each file of a wheel, by its path in the tree; metadata is left out.

    Source: PEP 427. The licence lies in the metadata under its own path (PEP 639).
    """
    with zipfile.ZipFile(BytesIO(data)) as wheel:
        for name in wheel.namelist():
            top, _, rest = name.partition("/")
            if not top.endswith(".dist-info"):
                yield name, wheel.read(name)
            elif rest.startswith("licenses/"):
                yield rest.removeprefix("licenses/"), wheel.read(name)


def sdist_files(data: bytes, version: Version) -> Iterator[tuple[str, bytes]]:
    """Give path and bytes of each file of a source distribution but its metadata, PKG-INFO."""
    with tarfile.open(fileobj=BytesIO(data)) as sdist:
        for member in sdist:
            content = sdist.extractfile(member) if member.isfile() else None
            path = PurePosixPath(member.name)
            if content is None or path.parts[0] != f"{STEM}-{version}":
                raise _other(member.name)
            inside = str(path.relative_to(path.parts[0]))
            if inside != "PKG-INFO":
                yield inside, content.read()


def require_tree(files: Mapping[str, bytes], source: Source, version: Version) -> None:
    """Raise InvalidRecordError unless `files` are files of the tree, with all of the package."""
    for path, data in files.items():
        if source.files.get(path) != data:
            raise _other(path)
    if lacking := sorted(set(source.below("release")) - set(files)):
        raise InvalidRecordError(
            f"a package of {version} lacks {lacking[0]}",
            expected="every file of release/",
            remedy="correct [tool.flit] in pyproject.toml",
        )


def _other(path: str) -> InvalidRecordError:
    return InvalidRecordError(
        f"a package holds {path[:120]!r}, which is not the tree's",
        expected="files of the commit, byte for byte",
        remedy="find out what the build backend added; compare requirements/build.txt",
    )


def _unequal(name: str) -> DigestMismatchError:
    return DigestMismatchError(
        f"{name} has other bytes when it is built again",
        expected="the same bytes in any folder, at any time",
        remedy="find what differs, with diffoscope say; nothing was signed",
    )
