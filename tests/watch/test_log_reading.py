"""A log is read without a gap, from where it was; one that did not go on from there is refused."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.errors import DigestMismatchError, ReleaseError, ServiceDownError, TryAgainLaterError
from release.watch.log import note
from release.watch.log.note import LogCheckpoint
from release.watch.log.reading import read
from release.watch.log.tree import Frontier, leaf_hash, parts
from tests.instance import merkle
from tests.watch.memory_log import MemoryLog

DEEP = MemoryLog.of(70_000)
"""Three levels of tiles, the highest with one hash."""


def kept(log: MemoryLog, size: int) -> LogCheckpoint:
    return note.read(log.note(size), log.log)


def seen(log: MemoryLog, since: LogCheckpoint | None = None, most: int = 1000) -> list[int]:
    return list(read(log.tiles, since, lambda index, _: index, most=most).found)


@given(size=st.integers(1, 700), since=st.integers(1, 700))
def test_every_entry_since_the_last_reading_is_looked_at_once(size: int, since: int) -> None:
    log, since = MemoryLog.of(size), min(size, since)
    assert seen(log, kept(log, since)) == list(range(since, size))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 600])
def test_a_first_reading_looks_at_all(size: int) -> None:
    assert seen(MemoryLog.of(size)) == list(range(size))


@pytest.mark.parametrize("since", [65_535, 65_536, 65_537, 69_999, 70_000])
def test_a_large_log_is_read_from_where_it_was_by_few_files(since: int) -> None:
    log = replace(DEEP, asked=[])
    found = seen(log, kept(log, since), most=5000)
    assert (len(found), len(log.asked) < 40) == (70_000 - since, True)


def test_an_entry_is_given_with_its_own_bytes() -> None:
    log = MemoryLog.of(300)
    reading = read(log.tiles, kept(log, 298), lambda index, body: (index, body))
    assert reading.found == ((298, b"entry 298"), (299, b"entry 299"))
    assert (reading.end.size, reading.end.note) == (300, log.note())


def test_a_log_that_shrank_is_refused() -> None:
    assert seen(MemoryLog.of(9), kept(MemoryLog.of(9), 9)) == []
    with pytest.raises(DigestMismatchError):
        seen(MemoryLog.of(8), kept(MemoryLog.of(9), 9))


@pytest.mark.parametrize("size", [5, 256, 300, 600])
def test_a_log_that_forked_is_refused(size: int) -> None:
    log, past = MemoryLog.of(600), kept(MemoryLog.of(600), size)
    assert len(seen(log, past)) == 600 - size
    log.bodies[size - 1] = b"another"
    with pytest.raises(DigestMismatchError):
        seen(log, past)


def test_more_than_fits_into_one_reading_is_not_half_read() -> None:
    assert len(seen(MemoryLog.of(10), None, most=10)) == 10
    with pytest.raises(TryAgainLaterError):
        seen(MemoryLog.of(11), None, most=10)


FIRST, LAST, TILE = "tile/entries/000", "tile/entries/001.p/44", "tile/0/001.p/44"
LIES: dict[str, tuple[str, Callable[[bytes], bytes], type[ReleaseError]]] = {
    "another entry": (LAST, lambda d: d[:-1] + b"!", DigestMismatchError),
    "an entry less": (LAST, lambda d: d[11:], ServiceDownError),
    "an entry more": (LAST, lambda d: d + b"\0\1x", ServiceDownError),
    "half an entry": (LAST, lambda d: d[:-1], ServiceDownError),
    "an entry that ends too far": (LAST, lambda d: b"\xff\xff" + d[2:], ServiceDownError),
    "nothing": (LAST, lambda _: b"", ServiceDownError),
    "an earlier entry": (FIRST, lambda d: d.replace(b"y 7", b"y 8"), DigestMismatchError),
    "a tile that is short": (TILE, lambda d: d[:-1], ServiceDownError),
    "another tile": (TILE, lambda d: bytes((d[0] ^ 1,)) + d[1:], DigestMismatchError),
    "another log checkpoint": ("checkpoint", lambda _: MemoryLog.of(301).note(), ReleaseError),
}


@pytest.mark.parametrize("name", LIES)
def test_a_log_that_shows_other_than_it_signs_for_is_refused(name: str) -> None:
    path, change, expected = LIES[name]
    log = MemoryLog.of(300)
    # The first 260 were read: both a tile of hashes and the last bundle of entries are needed.
    since = None if path == FIRST else kept(log, 260)
    assert len(seen(log, since)) in {40, 300}
    log.changed[path] = change
    with pytest.raises(expected):
        seen(log, since)


@given(count=st.integers(1, 300))
def test_the_tree_has_the_root_of_the_standard(count: int) -> None:
    hashes = [leaf_hash(b"%d" % number) for number in range(count)]
    tree = Frontier()
    for one in hashes:
        tree = tree.add(one)
    assert (tree.size, tree.root) == (count, merkle.root(hashes))


@given(size=st.integers(0, 1 << 40))
def test_the_whole_subtrees_of_a_tree_cover_it_in_order(size: int) -> None:
    ends = [((index + 1) << level, index << level) for level, index in parts(size)]
    starts = [start for _, start in ends]
    assert starts == [0, *(end for end, _ in ends)][: len(ends)]
    assert max((end for end, _ in ends), default=0) == size


def test_a_tree_has_as_many_roots_as_its_size_says() -> None:
    assert Frontier(size=3, roots=(b"a", b"b")).size == 3
    with pytest.raises(ValueError, match="roots"):
        Frontier(size=3, roots=(b"a",))
