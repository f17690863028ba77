"""Main's own history says which versions there must be, and no edit of today takes one away."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from release.errors import (
    InvalidRecordError,
    MissingInputError,
    ReleaseError,
    ServiceDownError,
)
from release.supply_chain.resolve import VERSIONS
from release.watch.announced import MISSING, Announced, Promised, Stated
from tests.clones import ENVIRONMENT, git, said

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
NONE = b"schema = 1\n"
KNOWN = b'schema = 1\n[[versions]]\nversion = "0.2.0"\nreason = "why"\n'


def stated(*manifests: str) -> Iterator[Stated]:
    for i, text in enumerate(manifests, start=1):
        yield Stated(commit=f"{i:040}", time=BEGAN.replace(day=i), manifest=text.encode())


def states(*versions: str) -> tuple[str, ...]:
    return tuple(f'{{".":"{version}"}}' for version in versions)


HISTORIES: dict[str, tuple[tuple[str, ...], list[tuple[str, int]]]] = {
    "nothing": ((), []),
    "what the file began with": (states("0.1.0"), []),
    "each step": (states("0.1.0", "0.2.0", "0.2.1"), [("v0.2.0", 2), ("v0.2.1", 3)]),
    "a step that was taken back": (states("0.1.0", "0.2.0", "0.1.0"), [("v0.2.0", 2)]),
    "a step that was taken twice": (states("0.1.0", "0.2.0", "0.1.0", "0.2.0"), [("v0.2.0", 2)]),
    "a step down": (states("0.1.0", "9.0.0", "0.2.0"), [("v9.0.0", 2), ("v0.2.0", 3)]),
    "nonsense meanwhile": ((*states("0.1.0"), "{", *states("0.2.0")), [("v0.2.0", 3)]),
    "other white space": ((*states("0.1.0"), '{ ".": "0.1.0" }\n'), []),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_version_is_announced_once_since_it_first_stood_on_main(name: str) -> None:
    manifests, expected = HISTORIES[name]
    found = Promised.read(stated(*manifests), NONE).announced
    assert [(str(one.tag), one.since.day) for one in found] == expected


def test_an_announcement_names_its_line() -> None:
    (one,) = Promised.read(stated(*states("0.1.0"), '{\n ".": "0.2.0"\n}'), NONE).announced
    assert one.place == f"{VERSIONS}:2 at {2:040}"


REFUSED: dict[str, tuple[tuple[str, ...], bytes]] = {
    "the newest manifest": ((*states("0.1.0"), "{"), NONE),
    "not TOML": ((), b"schema"),
    "another schema": ((), b"schema = 2\n"),
    "a field more": (states("0.1.0", "0.2.0"), KNOWN + b"more = 1\n"),
    "no reason": (states("0.1.0", "0.2.0"), KNOWN.replace(b'"why"', b'""')),
    "a version twice": (states("0.1.0", "0.2.0"), KNOWN + KNOWN[len(NONE) :]),
    "a tag": (states("0.1.0", "0.2.0"), KNOWN.replace(b"0.2.0", b"v0.2.0")),
    "a version never announced": (states("0.1.0", "0.2.1"), KNOWN),
    "what the file began with": (states("0.2.0"), KNOWN),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_record_that_cannot_be_meant_is_refused(name: str) -> None:
    manifests, missing = REFUSED[name]
    with pytest.raises(InvalidRecordError):
        Promised.read(stated(*manifests), missing)


def test_what_people_know_to_be_missing_is_read() -> None:
    found = Promised.read(stated(*states("0.1.0", "0.2.0")), KNOWN)
    assert [str(tag) for tag in found.missing] == ["v0.2.0"]


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """Return a repository whose main announced 0.2.0 and then lost its manifest."""
    home = tmp_path / "origin"
    home.mkdir()
    git(home, "init", "--quiet", "--template=", "-b", "main")
    for text in (*states("0.1.0", "0.2.0"), None):
        if text is None:
            git(home, "rm", "--quiet", VERSIONS)
        else:
            (home / VERSIONS).write_text(text)
            git(home, "add", VERSIONS)
        git(home, "commit", "--quiet", "--allow-empty", "-m", str(text))
    return home


def promised(clone: Path) -> tuple[Announced, ...]:
    (clone / MISSING).parent.mkdir(exist_ok=True)
    (clone / MISSING).write_bytes(NONE)
    return Promised.at(clone, ENVIRONMENT).announced


def test_a_clone_tells_what_main_announced_even_when_the_file_is_gone(
    origin: Path, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    (one,) = promised(tmp_path / "clone")
    commit, seconds = said(origin, "log", "-1", "--format=%H %ct", "main~1").split()
    assert (str(one.tag), one.commit, one.since.timestamp()) == ("v0.2.0", commit, int(seconds))


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--depth=1", "--no-single-branch"), MissingInputError),
        (("--origin=elsewhere",), ServiceDownError),
    ],
)
def test_a_clone_that_cannot_know_is_refused(
    origin: Path, tmp_path: Path, words: tuple[str, ...], error: type[ReleaseError]
) -> None:
    git(tmp_path, "clone", "--quiet", *words, f"file://{origin}", "clone")
    with pytest.raises(error):
        promised(tmp_path / "clone")
