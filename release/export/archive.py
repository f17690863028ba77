"""Reading the zip archive of `torch.save`, strictly: every byte has one meaning, or the file none.

A zip file says most things twice, in the headers of its members and in its directory, and readers
differ in which one they believe. Here both must agree byte for byte, and together with the members
they must fill the file without a gap. What torch writes does: headers without sizes, with padding,
each member followed by a descriptor, and the 64-bit end records as well as the plain one.
Sources: APPNOTE.TXT 6.3 (zip); `caffe2/serialize/inline_container.cc`, miniz (what torch writes).
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from release.errors import ParityError
from release.export.state import not_u2netp

MEMBER_LIMIT = 4096
"""Members of one archive; U2NETP's has about 800."""
_LOCAL = struct.Struct("<4s5H3I2H")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_DESCRIPTOR = struct.Struct("<4s3I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_STORED = 0
_DESCRIBED = 0x8
_KNOWN_FLAGS = 0x808
"""A descriptor follows; the name is UTF-8. Other bits: encrypted, patched, masked."""
_ROOT = re.compile(r"(?!\.\.?/)[\w.+ ()-]{1,128}/")
_MEMBER = re.compile(
    r"data\.pkl|version|byteorder|\.format_version|\.storage_alignment|\.data/serialization_id"
    r"|data/[0-9]{1,20}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What the directory says of one member."""

    needed: int
    flags: int
    clock: int
    crc: int
    size: int
    offset: int
    name: bytes

    def header(self, extra: int) -> bytes:
        """Return the header that must stand before the member."""
        said = (0, 0, 0) if self.flags & _DESCRIBED else (self.crc, self.size, self.size)
        date, time = self.clock >> 16, self.clock & 0xFFFF
        numbers = (self.needed, self.flags, _STORED, time, date, *said, len(self.name), extra)
        return _LOCAL.pack(b"PK\x03\x04", *numbers) + self.name

    def descriptor(self) -> bytes:
        """Return what must stand behind the member."""
        if not self.flags & _DESCRIBED:
            return b""
        return _DESCRIPTOR.pack(b"PK\x07\x08", self.crc, self.size, self.size)


def read_archive(data: bytes) -> dict[str, memoryview]:
    """Return the members of the archive by their names below its one folder; nothing is copied.

    Raises ParityError for whatever torch does not write: prefixes, gaps, comments, compressed,
    encrypted, repeated or unknown members, headers that disagree, wrong checksums.
    """
    start, stop, count = _directory(data)
    members: dict[str, memoryview] = {}
    position, root = 0, ""
    for entry in _entries(data, start, stop, count):
        if entry.offset != position:
            raise _damaged("its members do not follow each other")
        content, position = _member(data, entry, start)
        name = _text(entry.name)
        root = root or _root(name)
        if not _MEMBER.fullmatch(short := name.removeprefix(root)) or short in members:
            raise not_u2netp(_stranger(name, short))
        members[short] = content
    if position != start:
        raise _damaged("bytes stand between its members and its directory")
    return members


def _directory(data: bytes) -> tuple[int, int, int]:
    """Return where the directory starts and stops, and how many entries it has."""
    at = len(data) - _END.size
    if at < 0:
        raise _damaged("it is cut off")
    signature, *disks, here, total, size, start, comment = _END.unpack_from(data, at)
    if signature != b"PK\x05\x06" or any(disks) or comment or here != total:
        raise _damaged("it does not end with its directory")
    stop = start + size
    if total > MEMBER_LIMIT or not stop <= at:
        raise _damaged("its directory is too long")
    # The same once more in 64 bits, as torch writes it; only its version numbers are free.
    versions = struct.unpack("<2H", data[stop + 12 : stop + 16]) if stop + 16 <= at else (0, 0)
    numbers = (total, total, size, start)
    record = _END64.pack(b"PK\x06\x06", _END64.size - 12, *versions, 0, 0, *numbers)
    if data[stop:at] not in (b"", record + _LOCATOR.pack(b"PK\x06\x07", 0, stop, 1)):
        raise _damaged("its end records disagree")
    return start, stop, total


def _entries(data: bytes, start: int, stop: int, count: int) -> Iterator[_Entry]:
    at = start
    for _ in range(count):
        if at + _ENTRY.size > stop:
            raise _damaged("its directory is cut off")
        entry, length = _entry(data, at)
        yield entry
        at += length
    if at != stop:
        raise _damaged("bytes stand behind its directory")


def _entry(data: bytes, at: int) -> tuple[_Entry, int]:
    signature, _, needed, flags, method, time, date, crc, packed, size, *rest = _ENTRY.unpack_from(
        data, at
    )
    length, extra, comment, disk, _, _, offset = rest
    if signature != b"PK\x01\x02" or extra or comment or disk:
        raise _damaged("its directory holds what torch does not write")
    if method != _STORED or packed != size or flags & ~_KNOWN_FLAGS:
        raise not_u2netp("holds a compressed or encrypted member")
    name = data[at + _ENTRY.size : at + _ENTRY.size + length]
    clock = date << 16 | time
    entry = _Entry(
        needed=needed, flags=flags, clock=clock, crc=crc, size=size, offset=offset, name=name
    )
    return entry, _ENTRY.size + length


def _member(data: bytes, entry: _Entry, end: int) -> tuple[memoryview, int]:
    """Return the content of a member and the position behind it."""
    at = entry.offset + _LOCAL.size + len(entry.name)
    extra = int.from_bytes(data[entry.offset + 28 : entry.offset + 30], "little")
    start, stop = at + extra, at + extra + entry.size
    descriptor = entry.descriptor()
    if stop + len(descriptor) > end:
        raise _damaged("a member reaches into its directory")
    if data[entry.offset : at] != entry.header(extra) or not _padding(data[at:start]):
        raise _damaged("a header disagrees with its directory")
    if data[stop : stop + len(descriptor)] != descriptor:
        raise _damaged("a descriptor disagrees with its directory")
    content = memoryview(data)[start:stop]
    if zlib.crc32(content) != entry.crc:
        raise _damaged("a checksum is wrong")
    return content, stop + len(descriptor)


def _padding(extra: bytes) -> bool:
    """Tell whether `extra` is what torch puts before a member to align it."""
    length = len(extra) - 4
    return not extra or (
        length >= 0 and extra == struct.pack("<2sH", b"FB", length) + b"Z" * length
    )


def _text(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError as error:
        raise _damaged("a name is no text") from error


def _root(name: str) -> str:
    """Return the folder that all members stand in, with its slash."""
    if not (match := _ROOT.match(name)):
        raise not_u2netp(f"is a zip file, but not of torch.save: it holds {name!r}"[:200])
    return match[0]


def _stranger(name: str, short: str) -> str:
    if short in {"constants.pkl", "model.json"} or short.startswith("code/"):
        return "is no state dict, but a TorchScript archive"
    return f"holds a member twice, or one that torch.save does not write: {name!r}"[:200]


def _damaged(problem: str) -> ParityError:
    return not_u2netp(f"is a damaged zip archive: {problem}")
