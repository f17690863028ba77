"""The exact files of one release: read once, each held against manifest and SHA256SUMS."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Artifact, Digest
from release.canonical import invalid
from release.errors import UnexpectedAssetError
from release.files import read_bytes, write_bytes
from release.manifest import MANIFEST_LIMIT, Manifest
from release.names import (
    LISTED_IN_MANIFEST,
    LISTED_IN_SUMS,
    STATEMENT,
    UNSIGNED,
    Names,
    Role,
    Tag,
)
from release.published import ASSET_LIMIT
from release.sign.layout import mirror_layout
from release.sign.unsigned import Unsigned

STATEMENT_LIMIT = 1 << 20
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._-]{1,120})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSet:
    """The files of the release `manifest` speaks of, by role; all digests were compared."""

    manifest: Manifest
    files: Mapping[Role, bytes]

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
        return Digest.of(self.files[Role.MANIFEST])

    def artifact(self, role: Role) -> Artifact:
        """Return the file with `role` as name, size and digest."""
        return Artifact.of(self.names.asset(role), self.files[role])

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return all files, in the order of upload."""
        return tuple(self.artifact(role) for role in Role if role in self.files)

    def with_files(self, more: Mapping[Role, bytes]) -> "ReleaseSet":
        """Return the set with `more` files; what is there already may not change."""
        if set(more) & set(self.files):
            raise invalid("release set", "gets a file that it has")
        return ReleaseSet(manifest=self.manifest, files={**self.files, **more})

    def write(self, directory: Path) -> None:
        """Write every file into `directory` under its asset name."""
        for role, data in self.files.items():
            write_bytes(directory / self.names.asset(role), data)


def compared(files: Mapping[Role, bytes], *, tag: Tag, expected: Digest | None) -> ReleaseSet:
    """Return the set made of `files`, once manifest and SHA256SUMS agree with every byte.

    `expected` is the manifest's digest, told by another way than the files; None where the
    signature alone has to vouch for it. Raises DigestMismatchError or InvalidRecordError.
    """
    artifacts = {role: Artifact.of(Names(tag).asset(role), data) for role, data in files.items()}
    documents = files[Role.MANIFEST], files[Role.SUMS]
    manifest = require_agreement(artifacts, *documents, tag=tag, expected=expected)
    return ReleaseSet(manifest=manifest, files=files)


def require_agreement(
    artifacts: Mapping[Role, Artifact],
    manifest_data: bytes,
    sums_data: bytes,
    *,
    tag: Tag,
    expected: Digest | None,
) -> Manifest:
    """Return the manifest, once it and SHA256SUMS agree with every artifact they list."""
    artifact = artifacts[Role.MANIFEST]
    if expected is not None:
        artifact.require(expected, source="the job that wrote it")
    artifact.require(Digest.of(manifest_data), source="its bytes, read again")
    if len(manifest_data) > MANIFEST_LIMIT:
        raise invalid("manifest", f"is longer than {MANIFEST_LIMIT} bytes")
    manifest = Manifest.parse(manifest_data)
    if manifest.tag != tag:
        raise invalid("manifest", f"speaks of {manifest.tag}, not of {tag}")
    for role in LISTED_IN_MANIFEST:
        artifacts[role].require(manifest.artifact(role).digest, source="the manifest")
    artifacts[Role.SUMS].require(Digest.of(sums_data), source="its bytes, read again")
    lines = sums(sums_data)
    if set(lines) != {Names(tag).asset(role) for role in LISTED_IN_SUMS}:
        raise invalid("SHA256SUMS", "does not list exactly the files of the release set")
    for role in LISTED_IN_SUMS:
        artifacts[role].require(lines[artifacts[role].name], source="SHA256SUMS")
    return manifest


def sums(data: bytes) -> Mapping[str, Digest]:
    """Read SHA256SUMS as `sha256sum --strict -c` reads it; raises InvalidRecordError."""
    try:
        *lines, last = data.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise invalid("SHA256SUMS", "is not ASCII") from error
    matches = [_LINE.fullmatch(line) for line in lines]
    found = {match[2]: Digest(match[1]) for match in matches if match}
    if last or len(found) != len(lines):
        raise invalid("SHA256SUMS", "has a line of another form, or names a file twice")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedSet:
    """What `prove` wrote: six files, and the provenance statement that is still unsigned."""

    release_set: ReleaseSet
    statement: bytes

    @property
    def unsigned(self) -> Unsigned:
        """The same by name, for whoever signs."""
        asset, files = self.release_set.names.asset, self.release_set.files
        return Unsigned(
            layout=mirror_layout(self.release_set.tag),
            files={asset(role): data for role, data in files.items()},
            statement=self.statement,
        )

    @classmethod
    def read(cls, directory: Path, *, tag: Tag, expected: Digest) -> "ProvedSet":
        """Read the folder; raises what `read_directory` and `compared` raise."""
        files = read_directory(directory, tag=tag, roles=UNSIGNED, others=(STATEMENT,))
        return cls(
            release_set=compared(files, tag=tag, expected=expected),
            statement=read_bytes(directory / STATEMENT, limit=STATEMENT_LIMIT),
        )


def read_signed(directory: Path, *, tag: Tag, expected: Digest | None) -> ReleaseSet:
    """Return the signed set in `directory`; the signatures are still to be accepted."""
    files = read_directory(directory, tag=tag, roles=tuple(Role))
    return compared(files, tag=tag, expected=expected)


def read_directory(
    directory: Path, *, tag: Tag, roles: Collection[Role], others: Collection[str] = ()
) -> Mapping[Role, bytes]:
    """Read the files with `roles` in `directory`, which holds them, `others`, and nothing else.

    Raises UnexpectedAssetError for one file too many or too few.
    """
    names = {Names(tag).asset(role): role for role in roles}
    present = {path.name for path in directory.iterdir()} if directory.is_dir() else set()
    require_exactly(present, {*names, *others}, where=str(directory))
    return {role: read_bytes(directory / name, limit=ASSET_LIMIT) for name, role in names.items()}


def require_exactly(present: Collection[str], expected: Collection[str], *, where: str) -> None:
    """Raise UnexpectedAssetError unless `present` are exactly the `expected` names."""
    extra, missing = set(present) - set(expected), set(expected) - set(present)
    if extra or missing:
        raise UnexpectedAssetError(
            f"{where} has too many: {_listed(extra)}; lacks: {_listed(missing)}",
            expected=f"exactly {len(set(expected))} files, named in release/names.py",
            remedy="find out who added or removed the file before anything is published",
        )


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
