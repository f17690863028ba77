"""The exact files of a version, read once and held against SHA256SUMS."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Artifact, Digest
from release.canonical import invalid
from release.files import read_bytes, write_bytes
from release.names import STATEMENT
from release.published import ASSET_LIMIT
from release.sign.layout import version_layout
from release.sign.release_set import STATEMENT_LIMIT, require_exactly, sums
from release.sign.unsigned import Unsigned
from release.version import LISTED, UNSIGNED, Part, Version, VersionNames


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSet:
    """Files of a version by part; all digests were compared."""

    version: Version
    files: Mapping[Part, bytes]

    @property
    def names(self) -> VersionNames:
        """The names of the version."""
        return VersionNames(self.version)

    @property
    def sums_digest(self) -> Digest:
        """The digest of SHA256SUMS, which reaches each job by another way than the file."""
        return Digest.of(self.files[Part.SUMS])

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return the files that are there, in the order of upload."""
        name = self.names.asset
        return tuple(Artifact.of(name(p), self.files[p]) for p in Part if p in self.files)

    def by_name(self) -> Mapping[str, Artifact]:
        """Return the files that are there, by name."""
        return {artifact.name: artifact for artifact in self.artifacts()}

    def write(self, directory: Path) -> None:
        """Write every file into `directory` under its name."""
        for part, data in self.files.items():
            write_bytes(directory / self.names.asset(part), data)


def compared(
    files: Mapping[Part, bytes], version: Version, *, expected: Digest | None
) -> VersionSet:
    """Return the set, once SHA256SUMS agrees with every file it lists, and lists exactly those.

    `expected` is its digest, told by another way than the files; None where a signature alone has
    to vouch for it. Raises DigestMismatchError or InvalidRecordError.
    """
    names = VersionNames(version)
    if expected is not None:
        whole = Artifact.of(names.asset(Part.SUMS), files[Part.SUMS])
        whole.require(expected, source="the job that wrote it")
    lines = sums(files[Part.SUMS])
    if set(lines) != {names.asset(part) for part in LISTED}:
        raise invalid("SHA256SUMS", f"does not list exactly the files of {version}")
    for part in LISTED:
        artifact = Artifact.of(names.asset(part), files[part])
        artifact.require(lines[artifact.name], source="SHA256SUMS")
    return VersionSet(version=version, files=files)


def read(
    directory: Path,
    version: Version,
    parts: tuple[Part, ...],
    *,
    expected: Digest,
    unsigned: bool = False,
) -> VersionSet:
    """Return the files in `directory`, which holds `parts` and nothing else.

    `unsigned` says that the statement lies beside them. Raises UnexpectedAssetError for one file
    too many or too few, and what `compared` raises.
    """
    names = {VersionNames(version).asset(part): part for part in parts}
    present = {path.name for path in directory.iterdir()} if directory.is_dir() else set()
    require_exactly(present, {*names, *((STATEMENT,) if unsigned else ())}, where=str(directory))
    files = {part: read_bytes(directory / name, limit=ASSET_LIMIT) for name, part in names.items()}
    return compared(files, version, expected=expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSet:
    """What `build` wrote: five files, and the provenance statement that is still unsigned."""

    made: VersionSet
    statement: bytes

    @classmethod
    def read(cls, directory: Path, version: Version, *, expected: Digest) -> "BuiltSet":
        """Read the folder; raises what `read` raises."""
        made = read(directory, version, UNSIGNED, expected=expected, unsigned=True)
        statement = read_bytes(directory / STATEMENT, limit=STATEMENT_LIMIT)
        return cls(made=made, statement=statement)

    @property
    def unsigned(self) -> Unsigned:
        """The same by name, for whoever signs."""
        asset, files = self.made.names.asset, self.made.files
        return Unsigned(
            layout=version_layout(self.made.version),
            files={asset(part): data for part, data in files.items()},
            statement=self.statement,
        )
