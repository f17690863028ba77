"""Which way the checkpoint comes by: those named, in that order; and a file of this machine."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from release.acquire.source import Source, sources
from release.acquire.transport import LocalFile, bring, order
from release.errors import (
    DigestMismatchError,
    IrregularFileError,
    MissingInputError,
    ReleaseError,
    ServiceDownError,
    TryAgainLaterError,
    UsageError,
)
from tests.pinned import pinned

GIVEN = pinned(b"PK checkpoint")
FILE = Path("u2netp.pth")


@dataclass
class Way:
    """Gives bytes, or raises, and counts."""

    gives: bytes | type[ReleaseError]
    name: str = "way"
    asked: int = field(default=0)

    def bring(self, source: Source) -> bytes:
        assert source.digest == GIVEN.pin.checkpoint.digest
        self.asked += 1
        if isinstance(self.gives, bytes):
            return self.gives
        raise self.gives("nothing", expected="a file", remedy="wait")

    def done(self) -> None:
        pass


def brought(*ways: Way) -> bytes:
    return bring(ways, sources(GIVEN.pin)[0], progress=lambda _: None)


@pytest.mark.parametrize("error", [MissingInputError, ServiceDownError, TryAgainLaterError])
def test_a_way_that_has_nothing_gives_place_to_the_next(error: type[ReleaseError]) -> None:
    last = Way(GIVEN.checkpoint)
    assert brought(Way(error), Way(error), last) == GIVEN.checkpoint
    assert last.asked == 1


def test_the_last_way_says_why_there_is_nothing() -> None:
    with pytest.raises(TryAgainLaterError):
        brought(Way(MissingInputError), Way(TryAgainLaterError))


def test_the_first_good_way_is_enough() -> None:
    second = Way(GIVEN.checkpoint)
    assert brought(Way(GIVEN.checkpoint), second) == GIVEN.checkpoint
    assert second.asked == 0


@pytest.mark.parametrize("wrong", [b"other bytes", IrregularFileError])
def test_a_way_with_something_wrong_ends_the_run(wrong: bytes | type[ReleaseError]) -> None:
    second = Way(GIVEN.checkpoint)
    with pytest.raises((DigestMismatchError, IrregularFileError)):
        brought(Way(wrong), second)
    assert second.asked == 0


def test_a_file_of_this_machine_is_a_way_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "mine.pth"
    path.write_bytes(GIVEN.checkpoint)
    way = LocalFile(path)
    assert bring((way,), sources(GIVEN.pin)[0], progress=lambda _: None) == GIVEN.checkpoint
    way.done()
    assert path.exists()


@pytest.mark.parametrize(
    ("names", "file", "ways"),
    [
        ((), None, ("drive",)),
        ((), FILE, ("path",)),
        (("drop", "drive"), None, ("drop", "drive")),
        (("drive", "path"), FILE, ("drive", "path")),
    ],
)
def test_the_ways_are_those_named_in_that_order(
    names: tuple[str, ...], file: Path | None, ways: tuple[str, ...]
) -> None:
    assert order(names, file=file) == ways


@pytest.mark.parametrize(
    ("names", "file"),
    [(("path",), None), (("drive",), FILE), (("drive", "drive"), None)],
)
def test_ways_that_make_no_sense_are_refused(names: tuple[str, ...], file: Path | None) -> None:
    with pytest.raises(UsageError):
        order(names, file=file)
