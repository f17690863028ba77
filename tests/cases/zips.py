"""Taking a zip archive apart, and writing it again as torch does or not quite.

An archive is a mapping of names to contents. `write` lays it out as torch does; what a case wants
otherwise it patches at the places that `places` finds.
"""

import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

DESCRIBED = 0x808
_ALIGN = 64
_VERSIONS = (0x031E, 0x2D)
Contents = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the parts of one member start."""

    header: int
    content: int
    descriptor: int
    entry: int


def read(data: bytes) -> Contents:
    """Return the contents of a good archive by name, in order."""
    return {
        name: data[place.content : place.content + _size(data, place)]
        for name, place in places(data).items()
    }


def write(contents: Contents) -> bytes:
    """Return the archive as torch lays it out."""
    return write_members(contents.items())


def write_members(members: Iterable[tuple[str, bytes]], *, gap: bytes = b"") -> bytes:
    """Return the archive of `members`, names repeated or not, with `gap` behind each of them."""
    body, directory, count = b"", [], 0
    parts: list[bytes] = []
    position = 0
    for name, content in members:
        body, entry = _member(name.encode(), content, position)
        parts.append(body + gap)
        directory.append(entry)
        position += len(body) + len(gap)
        count += 1
    listed = b"".join(directory)
    return b"".join((*parts, listed, end(count=count, size=len(listed), start=position)))


def end(*, count: int, size: int, start: int) -> bytes:
    """Return the three end records, as torch writes them."""
    numbers = (count, count, size, start)
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, *_VERSIONS, 0, 0, *numbers)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + size, 1)
    return record + locator + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, *numbers, 0)


def _member(name: bytes, content: bytes, position: int) -> tuple[bytes, bytes]:
    sums = (zlib.crc32(content), len(content), len(content))
    length = -(position + 30 + len(name) + 4) % _ALIGN
    padding = struct.pack("<2sH", b"FB", length) + b"Z" * length
    shape = (len(name), len(padding))
    header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 0, DESCRIBED, 0, 0, 0, 0, 0, 0, *shape)
    descriptor = struct.pack("<4s3I", b"PK\x07\x08", *sums)
    start = (0, 0, DESCRIBED, 0, 0, 0, *sums, len(name), 0, 0, 0, 0, 0, position)
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", *start) + name
    return header + name + padding + content + descriptor, entry


def places(data: bytes) -> Mapping[str, Place]:
    """Return where each member of a good archive stands."""
    found = {}
    count, at = struct.unpack_from("<H4xI", data, len(data) - 12)
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at + 28)
        (header,) = struct.unpack_from("<I", data, at + 42)
        (extra,) = struct.unpack_from("<H", data, header + 28)
        (size,) = struct.unpack_from("<I", data, at + 24)
        content = header + 30 + length + extra
        name = data[at + 46 : at + 46 + length].decode()
        found[name] = Place(header=header, content=content, descriptor=content + size, entry=at)
        at += 46 + length
    return found


def _size(data: bytes, place: Place) -> int:
    (size,) = struct.unpack_from("<I", data, place.entry + 24)
    return int(size)


def patched(data: bytes, at: int, new: bytes) -> bytes:
    """Return `data` with the bytes at `at` overwritten; negative counts from the end."""
    at %= len(data)
    return data[:at] + new + data[at + len(new) :]


def flipped(data: bytes, at: int) -> bytes:
    """Return `data` with one bit at `at` flipped."""
    return patched(data, at, bytes([data[at] ^ 1]))


def changed(data: bytes, change: Callable[[Contents], object]) -> bytes:
    """Return the archive written again after `change` did its work on the contents."""
    contents = read(data)
    change(contents)
    return write(contents)


def member(data: bytes, ending: str) -> Place:
    """Return where the member whose name ends in `ending` stands."""
    return next(place for name, place in places(data).items() if name.endswith(ending))
