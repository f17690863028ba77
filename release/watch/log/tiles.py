"""Reading a log by its tiles (C2SP tlog-tiles), under the addresses of Rekor v2.

A tile holds 256 hashes, a bundle of entries 256 entries, each behind its length in two bytes; the
last one may be partial. Nothing that is read is believed before the root covers it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from release.published import Downloads
from release.watch.log import note
from release.watch.log.note import Log, LogCheckpoint, nonsense
from release.watch.log.tree import Frontier, parts, subtree

_WIDE = 256
_LEVELS = 8
"""A tile stands for eight levels of the tree."""

_HASH = 32
_TILE_LIMIT = _WIDE * _HASH
_ENTRIES_LIMIT = _WIDE * (2 + (1 << 16))
_AT_A_TIME = 8

Fetch = Callable[[str, int], bytes]
"""From a path below the log's address, and a limit in bytes, to the bytes there."""


def fetch_from(downloads: Downloads, log: Log) -> Fetch:
    """Return how the files of `log` are fetched: by HTTPS, without a token."""
    base, hosts = f"https://{log.origin}/api/v2", frozenset({log.origin})
    return lambda path, limit: downloads.fetch(f"{base}/{path}", hosts=hosts, limit=limit).body()


@dataclass(frozen=True, slots=True, kw_only=True)
class TileLog:
    """A log, and how its files are fetched."""

    log: Log
    fetch: Fetch

    def checkpoint(self) -> LogCheckpoint:
        """Return what the log signs for now; raises as `note.read`, and what fetching raises."""
        return note.read(self.fetch("checkpoint", note.NOTE_LIMIT), self.log)

    def frontier(self, size: int, now: int) -> Frontier:
        """Return the tree of the first `size` leaves, by the tiles of a log that has `now`."""
        roots = tuple(self._subtree(level, index, now) for level, index in parts(size))
        return Frontier(size=size, roots=roots)

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """Give the entries from `start` to before `end`, the size of the log, in order."""
        bundles = range(start // _WIDE, -(-end // _WIDE))
        with ThreadPoolExecutor(max_workers=_AT_A_TIME) as pool:
            for first in range(bundles.start, bundles.stop, _AT_A_TIME):
                some = range(first, min(first + _AT_A_TIME, bundles.stop))
                fetched = pool.map(lambda number: self._bundle(number, end), some)
                for number, bodies in zip(some, fetched, strict=True):
                    yield from bodies[max(0, start - number * _WIDE) :]

    def _subtree(self, level: int, index: int, now: int) -> bytes:
        """Return the root of a whole subtree from the tile that holds its hashes."""
        height, count = level // _LEVELS, 1 << level % _LEVELS
        first = index * count
        tile = self._tile(height, first // _WIDE, now >> _LEVELS * height)
        hashes = tile[first % _WIDE : first % _WIDE + count]
        if len(hashes) != count:
            raise nonsense(self.log.origin, f"has too short a tile at level {height}")
        return subtree(hashes)

    def _tile(self, height: int, number: int, now: int) -> tuple[bytes, ...]:
        width = min(_WIDE, now - number * _WIDE)
        data = self.fetch(f"tile/{height}/{_path(number, width)}", _TILE_LIMIT)
        if len(data) != width * _HASH:
            raise nonsense(self.log.origin, f"has a tile of {len(data)} bytes at level {height}")
        return tuple(data[at : at + _HASH] for at in range(0, len(data), _HASH))

    def _bundle(self, number: int, end: int) -> tuple[bytes, ...]:
        width = min(_WIDE, end - number * _WIDE)
        data = self.fetch(f"tile/entries/{_path(number, width)}", _ENTRIES_LIMIT)
        bodies, at = [], 0
        while at < len(data):
            length = int.from_bytes(data[at : at + 2])
            bodies.append(data[at + 2 : at + 2 + length])
            at += 2 + length
        if at != len(data) or len(bodies) != width:
            raise nonsense(self.log.origin, f"has {len(bodies)} entries where {width} belong")
        return tuple(bodies)


def _path(number: int, width: int) -> str:
    """Return where tile `number` lies: groups of three digits, all but the last with an x."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(groups) + (f".p/{width}" if width < _WIDE else "")
