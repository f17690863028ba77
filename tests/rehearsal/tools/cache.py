"""The tool cache: parts that are whole and have the right bytes, or are not there.

A part is a folder `<name>-<key>` with a list of sums. It is built in a temporary folder by whoever
holds the lock and renamed into place. Whoever uses it hashes it first: 0.6 s for everything.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from release.errors import MissingToolError
from tests.rehearsal.tools.progress import Progress

SUMS = "SHA256SUMS"
READABLE = 0o755
"""Of every part: user nobody, in a sandbox, reads the packages too."""
_WORKERS = 2
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a part costs a machine with two cores: minutes, and gigabytes on disk."""

    minutes: float
    keeps: float
    needs: float
    """While it is built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something the cache holds: `build` fills an empty folder with it."""

    name: str
    key: str
    build: Callable[[Path], None]
    price: Price
    built_with_go: bool = False
    stamped: bool = False
    """Too big to be hashed at every start: sizes and times of its files are compared instead."""

    @property
    def folder(self) -> str:
        """Its place in the cache."""
        return f"{self.name}-{self.key}"


@dataclass(frozen=True, slots=True)
class Cache:
    """The tool cache at `root`."""

    root: Path

    @property
    def temporary(self) -> Path:
        """Where parts are built; whatever lies here when the lock is free is rubbish."""
        return self.root / "tmp"

    @contextmanager
    def locked(self, progress: Progress) -> Iterator[None]:
        """Be the only writer; the kernel frees the lock when this process ends in any way.

        Raises MissingToolError when the cache folder cannot be written.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise MissingToolError(
                f"the tool cache {self.root} cannot be written: {error.strerror}",
                expected="a folder of yours",
                remedy="set MIRROR_CACHE to a folder you may write to",
            ) from error
        try:
            _lock(descriptor, progress)
            # Only from here on is the temporary folder ours to remove.
            try:
                remove(self.temporary)
                self.temporary.mkdir()
                yield
            finally:
                remove(self.temporary)
        finally:
            os.close(descriptor)

    def path(self, part: Part) -> Path:
        """Return where `part` is, or would be."""
        return self.root / part.folder

    def missing(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Return the parts that are absent or have other bytes than they were stored with."""
        with ThreadPoolExecutor(_WORKERS) as pool:
            whole = pool.map(self._whole, parts)
            return tuple(part for part, good in zip(parts, whole, strict=True) if not good)

    def store(self, part: Part) -> None:
        """Build `part` and put it into place; call it with the lock held."""
        place = self.path(part)
        if place.exists():
            place.rename(self.new_folder())
        folder = self.new_folder()
        part.build(folder)
        (folder / SUMS).write_text(_sums(folder, _MARKS[part.stamped]))
        folder.chmod(READABLE)
        folder.rename(place)

    def _whole(self, part: Part) -> bool:
        folder = self.path(part)
        try:
            lines = (folder / SUMS).read_text().splitlines()
            wanted = [tuple(line.split("  ", 1)) for line in lines]
            names = [name for _, name in wanted]
            return [mark for mark, _ in wanted] == _marked(folder, names, _MARKS[part.stamped])
        except (OSError, ValueError):
            return False

    def clear(self, progress: Progress) -> None:
        """Remove everything, once nobody else writes."""
        with self.locked(progress):
            for path in self.root.iterdir():
                if path.is_dir() and not path.is_symlink():
                    remove(path)

    def new_folder(self) -> Path:
        """Return a new folder below the temporary one."""
        return Path(tempfile.mkdtemp(dir=self.temporary))


def remove(folder: Path) -> None:
    """Remove `folder` with everything in it, also what Go made read-only."""
    for directory, names, _ in os.walk(folder):
        for name in names:
            path = Path(directory, name)
            if not path.is_symlink():
                path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _lock(descriptor: int, progress: Progress) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 100, 0).decode(errors="replace").strip()
        progress.line(f"waiting for {holder or 'another process'}, which is at the tool cache")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"process {os.getpid()}\n".encode(), 0)


def _sums(folder: Path, mark: Callable[[str], str]) -> str:
    names = sorted(
        str(Path(directory, name).relative_to(folder))
        for directory, _, files in os.walk(folder)
        for name in files
        if not name.endswith(".pyc")  # Python writes these itself, and checks them itself.
    )
    marks = _marked(folder, names, mark)
    return "".join(f"{mark}  {name}\n" for mark, name in zip(marks, names, strict=True))


def _marked(folder: Path, names: Sequence[str], mark: Callable[[str], str]) -> list[str]:
    # In one thread: for thousands of small files more threads are slower, not faster.
    return [mark(f"{folder}/{name}") for name in names]


def _stamp(path: str) -> str:
    status = os.stat(path)  # noqa: PTH116 # a Path for each of twenty thousand files takes 0.1 s
    return f"{status.st_size}:{status.st_mtime_ns}"


def _hash(path: str) -> str:
    # Plain descriptors: half the time of file objects, with twelve thousand files.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        hasher = hashlib.sha256()
        while data := os.read(descriptor, _CHUNK):
            hasher.update(data)
        return hasher.hexdigest()
    finally:
        os.close(descriptor)


_MARKS = {False: _hash, True: _stamp}
