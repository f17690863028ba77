"""Git, asked by programs: nothing is checked out, and nothing of a repository is run (an edge)."""

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from release import process
from release.errors import IrregularFileError, MissingInputError, ServiceDownError
from release.files import read_bytes

REGULAR = "100644"
"""The mode of a plain file, the only one that any reader of ours takes."""

_TIMEOUT = 120.0
_VARIABLES = (
    *("PATH", "HOME", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GIT_SSL_CAINFO"),
    *process.NETWORK_VARIABLES,
)
_WAYS = "https:ssh:file"
_ENTRY = re.compile(rb"([0-7]{6}) ([a-z]+) ([0-9a-f]{40,64})\t([^\0]+)")
_CHANGE = re.compile(rb":([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [A-Z]")
_CREDENTIAL = re.compile(r"://[^/\s]*@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a tree: octal mode, kind, object, and path from the root of the tree."""

    mode: str
    kind: str
    oid: str
    path: str

    @property
    def regular(self) -> bool:
        """Whether it is a plain file: no link, no program, no other repository."""
        return (self.mode, self.kind) == (REGULAR, "blob")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One path that differs between two trees; the mode is None where it is not there."""

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """The repository at `git_dir`; its commands run in `directory`."""

    git_dir: Path
    directory: Path
    program: Path
    environment: Mapping[str, str]

    @classmethod
    def at(cls, root: Path, environment: Mapping[str, str]) -> "Git":
        """Return the repository of the checkout `root`; raises MissingToolError without git."""
        program = process.find("git", path=environment.get("PATH", ""), remedy="install git")
        given = process.forwarded(environment, _VARIABLES)
        fixed = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
        return cls(
            git_dir=root / ".git", directory=root, program=program, environment={**given, **fixed}
        )

    def bare(self, git_dir: Path, **variables: str) -> "Git":
        """Return a new, empty repository at `git_dir`, without hooks, reached in the same way."""
        new = replace(self, git_dir=git_dir, environment={**self.environment, **variables})
        new.need("init", "--quiet", "--bare", "--template=", str(git_dir))
        return new

    def run(self, *words: str, online: bool = False) -> process.Finished:
        """Run git; only where `online` may it leave the machine, so nothing is fetched unasked."""
        ways = {"GIT_ALLOW_PROTOCOL": _WAYS if online else ""}
        argv: list[str | Path] = [self.program, f"--git-dir={self.git_dir}", *words]
        return process.run(
            argv, env={**self.environment, **ways}, timeout=_TIMEOUT, directory=self.directory
        )

    def failed(self, verb: str, finished: process.Finished) -> ServiceDownError:
        """Return the error for a git that failed; no credential of an address is repeated."""
        said = _CREDENTIAL.sub("://", finished.last_line)[-200:]
        return ServiceDownError(
            f"git {verb} failed: {said}",
            expected="an answer of git",
            remedy="run it again; if it stays, run the command by hand",
        )

    def need(self, *words: str, online: bool = False) -> bytes:
        """Return what git says; raises ServiceDownError when it ends with a failure."""
        finished = self.run(*words, online=online)
        if finished.code:
            raise self.failed(words[0], finished)
        return finished.out

    def remote(self, name: str) -> str:
        """Return the address of the remote `name`; raises MissingInputError without one."""
        finished = self.run("config", "--get", f"remote.{name}.url")
        if finished.code or not (url := finished.out.decode().strip()) or url.startswith("-"):
            raise MissingInputError(
                f"the checkout {self.directory} has no remote called {name}",
                expected="a clone of the repository",
                remedy="run inside a clone, or name another remote",
            )
        return url

    def time(self, commit: str) -> datetime:
        """Return when `commit` was committed, as it says itself."""
        seconds = self.need("show", "--no-patch", "--format=%ct", f"{commit}^{{commit}}")
        return datetime.fromtimestamp(int(seconds), UTC)

    def entries(self, tree: str) -> tuple[Entry, ...]:
        """Return every file below `tree`; raises IrregularFileError for one with far too many."""
        listed = _whole(self.need("ls-tree", "-r", "-z", "--full-tree", tree), f"the tree {tree}")
        return tuple(_entry(line) for line in listed.split(b"\0") if line)

    def file(self, tree: str, path: str, *, limit: int) -> bytes | None:
        """Return the plain file at `path` of `tree`; None for nothing there, or no plain file.

        Raises IrregularFileError for one longer than `limit` bytes.
        """
        listed = self.need("ls-tree", "-z", "--full-tree", tree, "--", path).rstrip(b"\0")
        if not listed or not (entry := _entry(listed)).regular:
            return None
        if (data := self.blob(entry.oid, limit=limit)) is None:
            raise IrregularFileError(
                f"{path} is longer than {limit} bytes",
                expected="a file within its size limit",
                remedy=f"find out what was put into {path}",
            )
        return data

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        """Return every path that differs between two trees, without guessing at renames."""
        words = ("diff-tree", "-r", "-z", "--no-renames", "--full-index", old, new)
        fields = iter(_whole(self.need(*words), "the difference").split(b"\0"))
        return tuple(_changes(fields))

    def blob(self, oid: str, *, limit: int) -> bytes | None:
        """Return the bytes of a blob, or None when it is not here or longer than `limit`.

        They go through a file: what a program prints is cut.
        """
        asked = self.run("cat-file", "-s", oid)
        if asked.code or int(asked.out) > limit:
            return None
        with tempfile.TemporaryDirectory(prefix="blob-") as folder:
            inside = replace(self, git_dir=self.git_dir.absolute(), directory=Path(folder))
            name = inside.need("unpack-file", oid).decode().strip()
            return read_bytes(Path(folder) / name, limit=limit)


def _whole(out: bytes, what: str) -> bytes:
    if len(out) >= process.OUTPUT_LIMIT:
        raise IrregularFileError(
            f"{what} has too many entries to be looked at",
            expected=f"a list of less than {process.OUTPUT_LIMIT} bytes",
            remedy="split the change",
        )
    return out


def _entry(line: bytes) -> Entry:
    if not (match := _ENTRY.fullmatch(line)):
        raise _unreadable(line)
    mode, kind, oid = (match[group].decode() for group in (1, 2, 3))
    return Entry(mode=mode, kind=kind, oid=oid, path=_path(match[4]))


def _changes(fields: Iterator[bytes]) -> Iterator[Change]:
    for field in fields:
        if not field:
            continue
        if not (match := _CHANGE.fullmatch(field)):
            raise _unreadable(field)
        old, new = (None if mode == b"000000" else mode.decode() for mode in match.group(1, 2))
        yield Change(path=_path(next(fields)), old=old, new=new)


def _path(name: bytes) -> str:
    # Bytes that are no UTF-8 become escapes: they can be shown, and equal none of our names.
    return name.decode(errors="backslashreplace")


def _unreadable(line: bytes) -> ServiceDownError:
    return ServiceDownError(
        f"git lists {line[:80]!r}", expected="mode, kind, object, path", remedy="run it again"
    )
