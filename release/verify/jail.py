"""The directory that a model must lie in: `VMAF_TINY_MODEL_DIR` of the runtimes.

The directory is opened once. Everything in it is opened below that descriptor, through no link, and
asked for its kind on its own descriptor: whoever renames, links or exchanges files meanwhile gets a
refusal or the file that was opened, never another one. Comparing paths would let `/models-evil`
pass for `/models`, and would look at something else than what is opened afterwards.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from release.artifact import Digest
from release.errors import IrregularFileError, MissingInputError, OutsideJailError
from release.verify.beneath import Opener, open_beneath

_PART = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}")
_MOST_PARTS = 16
_CHUNK = 1 << 20
_PLAIN = "the path of a plain file in the model directory"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A plain file with one name, held open; `size` in bytes, as it was then."""

    name: str
    descriptor: int
    size: int

    def read(self) -> bytes:
        """Return its bytes, read once; raises IrregularFileError if its size changed meanwhile."""
        data = os.read(self.descriptor, self.size + 1)
        while more := os.read(self.descriptor, self.size + 1 - len(data)):
            data += more
        if len(data) != self.size:
            raise self._changed()
        return data

    def digest(self) -> Digest:
        """Return the digest of its bytes, read once, a piece at a time: memory stays flat."""
        total, at, piece = hashlib.sha256(), 0, bytearray(_CHUNK)
        view = memoryview(piece)
        while count := os.readv(self.descriptor, [piece]):
            total.update(view[:count])
            at += count
            if at > self.size:
                break
        if at != self.size:
            raise self._changed()
        return Digest(total.hexdigest())

    def _changed(self) -> IrregularFileError:
        return IrregularFileError(
            f"{self.name} changed its size while it was read",
            expected=f"the {self.size} bytes it had when it was opened",
            remedy="find out who writes to the model directory, and verify again",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Jail:
    """A directory held open, and the way to open what is below it."""

    path: Path
    descriptor: int
    opener: Opener = open_beneath

    @contextmanager
    def file(self, name: str | Path, *, limit: int) -> Iterator[OpenFile]:
        """Open the plain file `name`, which may have at most `limit` bytes and not none.

        Raises OutsideJailError for a way out of the directory, a link of either kind and whatever
        is no plain file, MissingInputError for nothing, IrregularFileError for another size.
        """
        parts = self._parts(name)
        with _translated(self.path, "/".join(parts)):
            descriptor = self.opener(self.descriptor, parts)
        try:
            yield self._plain("/".join(parts), descriptor, limit)
        finally:
            os.close(descriptor)

    def read(self, name: str | Path, *, limit: int) -> bytes:
        """Return the bytes of the file `name`; raises what `file` raises."""
        with self.file(name, limit=limit) as opened:
            return opened.read()

    def has(self, name: str) -> bool:
        """Tell whether anything at all is called `name`; only the lack of it says no."""
        try:
            os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def _parts(self, name: str | Path) -> tuple[str, ...]:
        """Return the components below the directory; an absolute path must start with its own."""
        path = PurePosixPath(name)
        if path.is_absolute():
            try:
                path = path.relative_to(PurePosixPath(self.path.absolute()))
            except ValueError as error:
                raise outside(f"{str(name)[:200]} is not below {self.path}", _PLAIN) from error
        parts = path.parts
        if not 0 < len(parts) <= _MOST_PARTS or not all(map(_PART.fullmatch, parts)):
            raise outside(f"{str(name)[:200]!r} leads out of {self.path}", _PLAIN)
        return parts

    def _plain(self, name: str, descriptor: int, limit: int) -> OpenFile:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise outside(f"{name} in {self.path} is not a plain file", _PLAIN)
        if found.st_nlink != 1:
            problem = f"{name} in {self.path} has {found.st_nlink} names"
            raise outside(problem, "a file with one name: another one may lie elsewhere")
        if not 0 < found.st_size <= limit:
            raise IrregularFileError(
                f"{name} in {self.path} has {found.st_size} bytes",
                expected=f"1 to {limit} bytes",
                remedy=f"replace {name} with the real file",
            )
        return OpenFile(name=name, descriptor=descriptor, size=found.st_size)


@contextmanager
def opened(path: Path, *, opener: Opener = open_beneath) -> Iterator[Jail]:
    """Open the directory `path`, which must be ours or root's and closed to everybody else.

    Raises OutsideJailError when there is none, when it is a link or a file, or others write to it.
    """
    try:
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags)
    except OSError as error:
        problem = f"the model directory {path} cannot be opened: {error.strerror}"
        raise outside(problem, "a directory that is there, and no link to one") from error
    try:
        found = os.fstat(descriptor)
        if found.st_uid not in {0, os.geteuid()} or found.st_mode & stat.S_IWOTH:
            problem = f"others may write to the model directory {path}"
            raise outside(problem, "a directory of this user or of root, not world-writable")
        yield Jail(path=path, descriptor=descriptor, opener=opener)
    finally:
        os.close(descriptor)


@contextmanager
def _translated(jail: Path, name: str) -> Iterator[None]:
    """Turn a failure to open into an error of ours: absent, a way out, or unreadable."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOENT:
            raise MissingInputError(
                f"{name} is not in {jail}", expected=_PLAIN, remedy=f"fetch {name} from the release"
            ) from error
        if error.errno in {errno.EACCES, errno.EIO, errno.EMFILE, errno.ENFILE}:
            raise IrregularFileError(
                f"{name} in {jail} cannot be read: {error.strerror}",
                expected="a file that this user may read",
                remedy=f"look at the permissions of {name}",
            ) from error
        raise outside(f"{name} leads out of {jail}: {error.strerror}", _PLAIN) from error


def outside(problem: str, expected: str) -> OutsideJailError:
    """Return the error for a path that does not stay in its directory (EACCES)."""
    return OutsideJailError(
        problem,
        expected=expected,
        remedy="put a copy of the file itself into the model directory and name it from there",
    )
