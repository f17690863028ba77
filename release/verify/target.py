"""What there is to verify: a release by its tag, a folder with one, a registry, or one model."""

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from release.errors import IrregularFileError, MissingInputError, UsageError
from release.names import Names, Role, Tag

_TAG = re.compile(r"[a-z0-9]+-mirror-v[0-9]+")


@dataclass(frozen=True, slots=True)
class Release:
    """A published release."""

    tag: Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder with the files of a release."""

    path: Path
    tag: Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class KitFile:
    """An air-gap kit of a release."""

    path: Path
    tag: Tag


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A registry, with the bundles of its entries beside it."""

    path: Path


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model in a model directory."""

    path: Path


Target = Release | Folder | KitFile | RegistryFile | ModelFile


def target_of(text: str, *, kit: Path | None = None) -> Target:
    """Return what `text` names: a tag, in the `kit` if there is one, else a path that is there.

    Raises MissingInputError for nothing at that path, IrregularFileError for one that cannot be
    looked at, UsageError for another kind of file.
    """
    if kit is not None:
        return KitFile(path=kit, tag=Tag.parse(text))
    if _TAG.fullmatch(text):
        return Release(Tag.parse(text))
    path = Path(text)
    if _is_folder(path):
        return Folder(path=path, tag=_tag_in(path))
    match path.suffix:
        case ".json":
            return RegistryFile(path)
        case ".onnx":
            return ModelFile(path)
        case _:
            raise UsageError(
                f"{path.name} is neither a registry nor a model",
                expected="a file whose name ends in .json or .onnx",
                remedy="verify the folder with the whole release instead",
            )


def _is_folder(path: Path) -> bool:
    """Tell whether a folder is at `path`, where something must be."""
    shown = str(path)[:200]
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingInputError(
            f"{shown} is no tag, and there is nothing at that path",
            expected="a tag like u2netp-mirror-v1, a folder, a registry.json or a model.onnx",
            remedy="fetch the release first, or correct the path",
        ) from error
    except OSError as error:
        raise IrregularFileError(
            f"{shown} cannot be looked at: {error.strerror}",
            expected="a path that this user may follow",
            remedy="correct the path, or look at the permissions of the folders on the way",
        ) from error


def _tag_in(folder: Path) -> Tag:
    """Return the tag of the release in `folder`, which the manifest's name gives away.

    Whether the manifest says the same is for the verification.
    """
    found = []
    for path in sorted(folder.glob("*_mirror_v*.manifest.json")):
        text = path.name.removesuffix(".manifest.json").replace("_mirror_v", "-mirror-v")
        if _TAG.fullmatch(text) and Names(Tag.parse(text)).asset(Role.MANIFEST) == path.name:
            found.append(Tag.parse(text))
    if len(found) != 1:
        raise MissingInputError(
            f"{folder} holds the manifests of {len(found)} releases",
            expected="the files of one release, and nothing else",
            remedy="fetch one release into an empty folder",
        )
    return found[0]
