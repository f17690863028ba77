"""The room of a sandbox: a new root that is a list of what is there, not of what is hidden.

It holds the system's programs and libraries, this Python, the input (all read-only) and one
writable folder, each at the path it has outside. There is no /run, no home, no other process, no
socket of anybody. Only the folders themselves must be readable for user nobody, not the way to
them: parents are made anew, whatever the rights of a home are.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_READ_ONLY = "bind,ro,nosuid,nodev"
_DEVICES = (Path("/dev/null"), Path("/dev/urandom"))
"""All there are; torch cannot be imported without the second."""

_SYSTEM = tuple(map(Path, ("/bin", "/lib", "/lib32", "/lib64", "/sbin", "/usr")))
"""Programs and libraries; on most systems all but the last are links into it."""

# Runs as the first process of the new namespaces and stays: when it dies, all of them die. One
# `mount` reads the whole table: a process for each line would double the time (17 ms, not 33).
BUILD = """
set -eu
new=$1 out=$2 table=$3 links=$4; shift 4
mount -t tmpfs -o size=1m,mode=755,nosuid,nodev room "$new"
cd "$new"
mkdir dev etc old
: >dev/null
: >dev/urandom
printf 'root:x:0:0::/:\\nnobody:x:65534:65534::/:\\n' >etc/passwd
[ -z "$links" ] || cp -P --parents --no-preserve=mode $links .
mount -a -T "$table"
pivot_root . old
umount -l old
mount -o remount,bind,ro /
cd "$out"
code=0; "$@" || code=$?; exit "$code"
"""
"""The shell script that makes a room and starts a command in it.

Arguments: new root, writable folder, table of mounts, links to copy, then the command.
"""


@dataclass(frozen=True, slots=True)
class Room:
    """The folders of one run."""

    folder: Path

    @property
    def root(self) -> Path:
        """Where the new root is put together; outside it stays empty."""
        return self.folder / "root"

    @property
    def input(self) -> Path:
        """What was given, read-only inside."""
        return self.folder / "in"

    @property
    def output(self) -> Path:
        """The one folder the inner process may write to, and its working directory."""
        return self.folder / "out"

    def entered(self, readable: Collection[Path]) -> tuple[str, ...]:
        """Return the words that make the room; what is to run in it follows them.

        `readable` are folders that may be read, beside the system, this Python and the input.
        """
        table, links = self.folder / "table", " ".join(map(str, _links()))
        table.write_text(self._mounts(readable), encoding="utf-8")
        return ("sh", "-c", BUILD, "room", *map(str, (self.root, self.output, table, links)))

    def _mounts(self, readable: Collection[Path]) -> str:
        """Return the table of mounts, as fstab(5) has it.

        /proc is read-only: root's own files below /proc/sys ask for a user, not for a right.
        """
        python = (Path(sys.prefix), Path(sys.base_prefix), Path(__file__).resolve().parent)
        system = (p for p in _SYSTEM if p.is_dir() and not p.is_symlink())
        lines = [
            self._line("proc", "proc", "ro,nosuid,nodev,noexec", Path("/proc")),
            *(self._line(device, "none", "bind,nosuid,noexec", device) for device in _DEVICES),
            self._line(self.output, "none", "bind,nosuid,nodev,noexec", self.output),
        ]
        folders = _distinct((*system, *python, self.input, *readable))
        return "".join([*lines, *(self._line(f, "none", _READ_ONLY, f) for f in folders)])

    def _line(self, source: Path | str, kind: str, options: str, target: Path) -> str:
        there = self.root / target.relative_to("/")
        make = "" if target in _DEVICES else ",X-mount.mkdir=0755"
        return f"{_escaped(source)} {_escaped(there)} {kind} {options}{make} 0 0\n"


@contextlib.contextmanager
def furnished(given: Mapping[str, bytes]) -> Iterator[Room]:
    """Give a temporary room whose input folder holds `given`, by relative path.

    Copies, because the originals may lie where user nobody cannot read, or may change.
    """
    # What nobody left in the output folder may be more than its owner can delete.
    with tempfile.TemporaryDirectory(prefix="sandbox-", ignore_cleanup_errors=True) as place:
        room = Room(Path(place).resolve())
        for folder, mode in ((room.root, 0o755), (room.input, 0o755), (room.output, 0o777)):
            folder.mkdir()
            folder.chmod(mode)
        for name, data in given.items():
            (room.input / name).parent.mkdir(parents=True, exist_ok=True)
            (room.input / name).write_bytes(data)
        for path in room.input.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield room


def _links() -> Iterator[Path]:
    """Give the links into the system's folders, and those from this Python to its program."""
    yield from (path for path in _SYSTEM if path.is_symlink())
    path = Path(sys.executable)
    while path.is_symlink():
        yield path
        path = Path(os.path.normpath(path.parent / path.readlink()))


def _distinct(folders: Collection[Path]) -> tuple[Path, ...]:
    """Return `folders` without what lies below another one."""
    kept: list[Path] = []
    for folder in sorted({folder.absolute() for folder in folders}):
        if not any(folder.is_relative_to(other) for other in kept):
            kept.append(folder)
    return tuple(kept)


def _escaped(path: Path | str) -> str:
    """Return `path` as one word of the table."""
    return "".join(f"\\{ord(c):03o}" if c in " \t\n\\#" else c for c in str(path))
