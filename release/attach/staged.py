"""The signed set as it lies in a folder: held against manifest and SHA256SUMS, never in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Artifact, Digest
from release.files import opened, read_bytes
from release.manifest import MANIFEST_LIMIT, Manifest
from release.names import UNSIGNED, Names, Role, Tag
from release.published import HOST_LIMIT
from release.sign.release_set import require_agreement, require_exactly

_SUMS_LIMIT = 1 << 20
DETERMINED = UNSIGNED
"""The files whose bytes follow from the content; signatures differ from one signing to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedSet:
    """The files of the release `manifest` speaks of, in `directory`; all digests were compared."""

    manifest: Manifest
    directory: Path
    files: Mapping[Role, Artifact]

    @property
    def tag(self) -> Tag:
        """The tag of the release."""
        return self.manifest.tag

    @property
    def names(self) -> Names:
        """The names of the release."""
        return Names(self.tag)

    @property
    def manifest_digest(self) -> Digest:
        """The digest of the manifest's bytes."""
        return self.files[Role.MANIFEST].digest

    def artifact(self, role: Role) -> Artifact:
        """Return the file with `role` as name, size and digest."""
        return self.files[role]

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return all files, in the order of upload."""
        return tuple(self.files[role] for role in Role)

    def path(self, artifact: Artifact) -> Path:
        """Return where a file of the set lies."""
        return self.directory / artifact.name


def read_staged(directory: Path, *, tag: Tag, expected: Digest) -> StagedSet:
    """Return the signed set in `directory`; the signatures are still to be accepted.

    `expected` is the manifest's digest, told by another way than the files. Raises
    UnexpectedAssetError for one file too many or too few, IrregularFileError for one that GitHub
    would not take, before any file is read; DigestMismatchError or InvalidRecordError.
    """
    names = {Names(tag).asset(role): role for role in Role}
    present = {path.name for path in directory.iterdir()} if directory.is_dir() else set()
    require_exactly(present, names, where=str(directory))
    for name in names:
        with opened(directory / name, limit=HOST_LIMIT):
            pass
    files = {
        role: Artifact.from_file(directory / name, limit=HOST_LIMIT) for name, role in names.items()
    }
    manifest = read_bytes(directory / files[Role.MANIFEST].name, limit=MANIFEST_LIMIT)
    sums = read_bytes(directory / files[Role.SUMS].name, limit=_SUMS_LIMIT)
    agreed = require_agreement(files, manifest, sums, tag=tag, expected=expected)
    return StagedSet(manifest=agreed, directory=directory, files=files)
