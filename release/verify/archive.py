"""A tar of a few small files, in the one form we write: what has another form is refused.

Only that makes a hostile archive harmless: there is no link, device, owner, time, second name or
trailing byte that a reader has to think of, because no header but our own is read. The form is
POSIX ustar (IEEE Std 1003.1, "pax", "ustar Interchange Format"): every tar program reads it.
"""

import tarfile
from collections.abc import Mapping

from release.canonical import invalid

_BLOCK, _RECORD = 512, 10240  # bytes; tar programs pad the whole to the second
_NAME, _SIZE = slice(0, 100), slice(124, 135)  # fields of a header


def dump(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Return the archive of `files`, all below `folder`; the same files give the same bytes."""
    parts = bytearray()
    for name in sorted(files):
        data = files[name]
        parts += _header(f"{folder}/{name}", len(data)) + data + bytes(-len(data) % _BLOCK)
    return bytes(parts) + bytes(_padding(len(parts)))


def load(folder: str, data: bytes, *, limits: Mapping[str, int]) -> Mapping[str, bytes]:
    """Return the files of an archive; `limits` holds the names it may have, and the sizes.

    Raises InvalidRecordError for anything that `dump` would not have written.
    """
    files: dict[str, bytes] = {}
    at, names = 0, sorted(limits)
    while data[at : at + _BLOCK].strip(b"\0"):
        header = data[at : at + _BLOCK]
        name, size = _named(header).removeprefix(f"{folder}/"), _sized(header)
        if header != _header(f"{folder}/{name}", size):
            raise invalid("archive", f"has an entry of another form: {name[:80]!r}")
        if name not in names or size > limits[name]:
            raise invalid("archive", f"has an entry it may not have, or too long: {name[:80]!r}")
        names = names[names.index(name) + 1 :]  # in order, each once
        files[name] = data[at + _BLOCK : at + _BLOCK + size]
        at += _BLOCK + size + (-size % _BLOCK)
    if dump(folder, files) != data:
        raise invalid("archive", "ends early, or has bytes that belong to no file")
    return files


def _header(name: str, size: int) -> bytes:
    """Return the header of a regular file that anybody may read: no owner, no time."""
    entry = tarfile.TarInfo(name)
    entry.size = size
    try:
        return entry.tobuf(tarfile.USTAR_FORMAT, encoding="ascii", errors="strict")
    except (ValueError, UnicodeError) as error:
        raise invalid("archive", f"cannot hold a file called {name[:80]!r}") from error


def _named(header: bytes) -> str:
    return header[_NAME].partition(b"\0")[0].decode("ascii", errors="replace")


def _sized(header: bytes) -> int:
    digits = header[_SIZE]
    if not digits.isdigit() or set(digits) & set(b"89"):
        raise invalid("archive", "has an entry whose size is no octal number")
    return int(digits, 8)


def _padding(length: int) -> int:
    """Return how many zeros end an archive of `length` bytes: two blocks, then a whole record."""
    return 2 * _BLOCK + -(length + 2 * _BLOCK) % _RECORD
