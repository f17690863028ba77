"""Long bodies on their way through a file: a world that takes 2 GiB does not hold 2 GiB."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

HOST = "uploads.github.com"
LONG = 8 << 20
"""Bytes from which on a body for this host goes through a file."""

_PIECE = 1 << 20
_ZEROS = bytes(_PIECE)


def spooled(read: Callable[[int], bytes], length: int, folder: Path) -> Path:
    """Write the next `length` bytes to a file in `folder`; pieces of zeros become holes."""
    fd, name = tempfile.mkstemp(dir=folder, prefix="spool-")
    with os.fdopen(fd, "wb") as file:
        left = length
        while left and (piece := read(min(left, _PIECE))):
            left -= len(piece)
            if piece == _ZEROS[: len(piece)]:
                file.seek(len(piece), os.SEEK_CUR)
            else:
                file.write(piece)
        file.truncate(length - left)
    return Path(name)


def pieces(path: Path) -> Iterator[bytes]:
    """Return the bytes of a file, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def digest(path: Path) -> str:
    """Return a file's digest as GitHub states it."""
    found = hashlib.sha256()
    for piece in pieces(path):
        found.update(piece)
    return f"sha256:{found.hexdigest()}"
