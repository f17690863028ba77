"""The tree that a tag names, read from git; nothing of it is run (an edge)."""

import hashlib
import re
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from release.canonical import invalid
from release.errors import InvalidRecordError, IrregularFileError, MissingInputError
from release.files import write_bytes
from release.git import Entry, Git
from release.version import VersionTag

PATHS = (
    *("release", "model", "requirements", "LICENSES"),
    *("LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", ".release-please-manifest.json"),
)
"""What a version is made from; all else of the tree stays out."""

_FILE_LIMIT = 8 << 20
_COMMIT = re.compile(rb"[0-9a-f]{40}\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The files below PATHS at `commit`, by path; `time` is the commit's, in seconds since 1970."""

    commit: str
    time: int
    files: Mapping[str, bytes]

    def file(self, path: str) -> bytes:
        """Return the file at `path`; raises MissingInputError when the tree has none."""
        if path not in self.files:
            raise MissingInputError(
                f"commit {self.commit} has no {path}",
                expected="a tree that a version can be made from",
                remedy="restore the file on main, and release the next version",
            )
        return self.files[path]

    def below(self, folder: str) -> Mapping[str, bytes]:
        """Return the files below `folder`, by path."""
        return {p: data for p, data in self.files.items() if p.startswith(f"{folder}/")}

    def write(self, directory: Path) -> None:
        """Write every file below `directory`."""
        for path, data in self.files.items():
            write_bytes(directory / path, data)


def tagged(git: Git, tag: VersionTag) -> str | None:
    """Return the commit of `tag` in this clone, None when the clone has no such tag."""
    out = git.run("rev-parse", "--verify", "--quiet", f"refs/tags/{tag}^{{commit}}").out
    return out.decode().strip() if _COMMIT.fullmatch(out) else None


def on_main(git: Git, commit: str) -> bool:
    """Tell whether `commit` is in the history of main, as this clone fetched it.

    Raises what git raises when it cannot tell.
    """
    finished = git.run("merge-base", "--is-ancestor", commit, "refs/remotes/origin/main")
    if finished.code in {0, 1}:
        return finished.code == 0
    raise git.failed("merge-base", finished)


def is_newest(git: Git, tag: VersionTag) -> bool:
    """Tell whether this clone has no tag of a higher version."""
    names = git.need("for-each-ref", "--format=%(refname:strip=2)", "refs/tags/v*").decode().split()
    versions = [found.version for name in names if (found := _version(name))]
    return all(version <= tag.version for version in versions)


def _version(name: str) -> VersionTag | None:
    try:
        return VersionTag.parse(name)
    except InvalidRecordError:
        return None


def source_at(git: Git, commit: str) -> Source:
    """Return the tree of `commit`, as far as a version is made from it, as git keeps its bytes.

    Raises IrregularFileError for anything but plain files of a few megabytes.
    """
    time = int(git.time(commit).timestamp())
    listed = {entry.path: entry for entry in git.entries(commit) if _is_ours(entry.path)}
    paths = sorted({path.partition("/")[0] for path in listed})
    with tempfile.TemporaryDirectory(prefix="source-") as place:
        archive = Path(place) / "tree.tar"
        git.need("archive", "--format=tar", f"--output={archive}", commit, "--", *paths)
        files = dict(_files(archive))
    require_kept(files, listed)
    return Source(commit=commit, time=time, files=files)


def _is_ours(path: str) -> bool:
    return path.partition("/")[0] in PATHS


def _files(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isdir():
                continue
            if not member.isfile() or member.size > _FILE_LIMIT:
                raise _irregular(member.name)
            content = tar.extractfile(member)
            if content is None:
                raise invalid("archive", f"has no content for {member.name}")
            yield member.name, content.read()


def require_kept(files: Mapping[str, bytes], listed: Mapping[str, Entry]) -> None:
    """Raise InvalidRecordError unless `files` are the blobs that the commit lists.

    Attributes and settings of a machine can make git write other line ends, fill in words, or leave
    files out (gitattributes(5): text, export-subst, export-ignore).
    """
    for path, entry in sorted(listed.items()):
        if not entry.regular:
            raise _irregular(path)
        if path not in files or _object(files[path]) != entry.oid:
            raise InvalidRecordError(
                f"git gives other bytes for {path} than the commit has",
                expected="files as they were committed",
                remedy="remove .gitattributes and core.autocrlf that change files on their way out",
            )


def _object(data: bytes) -> str:
    """Return the name git gives to a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _irregular(path: str) -> IrregularFileError:
    return IrregularFileError(
        f"{path} is no plain file, or longer than {_FILE_LIMIT} bytes",
        expected="plain files of a few megabytes",
        remedy="take it out of the tree; no link, program or large file is released",
    )
