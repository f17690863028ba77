"""Reading a hostile file once, and writing a file whole or not at all."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from release.errors import IrregularFileError, MissingInputError

MIB = 1 << 20


def read_bytes(path: Path, *, limit: int) -> bytes:
    """Return the bytes of the regular file `path`, which may hold at most `limit` bytes.

    Raises what `opened` raises.
    """
    with opened(path, limit=limit) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise _irregular(path, f"is longer than {limit} bytes")
    return data


@contextlib.contextmanager
def opened(path: Path, *, limit: int) -> Iterator[BinaryIO]:
    """Open the regular file `path`, which may hold at most `limit` bytes, for reading.

    The file is opened once and without following a link at its last component; kind and size
    are asked of the descriptor, so nothing can be exchanged between check and use.

    Raises MissingInputError when there is nothing at `path`, IrregularFileError when it is a
    link, a directory, a FIFO or a device, or is longer than `limit`.
    """
    try:
        # O_NONBLOCK: opening a FIFO for reading must not wait for a writer.
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise MissingInputError(
            f"{path} does not exist", expected="a regular file", remedy=f"provide {path.name}"
        ) from error
    except OSError as error:
        raise _irregular(path, error.strerror or "cannot be opened") from error
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise _irregular(path, "is not a regular file")
        if status.st_size > limit:
            raise _irregular(path, f"is longer than {limit} bytes")
        with open(fd, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(fd)


def _irregular(path: Path, what: str) -> IrregularFileError:
    return IrregularFileError(
        f"{path}: {what}",
        expected="a regular file within its size limit",
        remedy=f"replace {path.name} with the real file",
    )


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, sync it, and move it into place: a reader sees all or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fd, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8, whole or not at all."""
    write_bytes(path, text.encode())
