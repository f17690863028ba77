"""The pinned files: fetched, compared, written whole or not at all."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from release.acquire.acquired import WITNESSES, Acquired, Ways, acquire
from release.acquire.drive import Drive
from release.acquire.source import sources
from release.artifact import Digest
from release.errors import (
    DigestMismatchError,
    InvalidRecordError,
    MissingInputError,
    ReleaseError,
    ServiceDownError,
    TryAgainLaterError,
    UsageError,
)
from release.pin import Pin
from release.transfer import Fetched, Keep
from tests.pinned import Pinned, pinned

PAGE = "text/html"


class Library:
    """Serves the pinned files from memory by their addresses, and counts."""

    def __init__(self, given: Pinned, changes: Mapping[str, Fetched] | None = None) -> None:
        bodies = {given.pin.checkpoint.name: given.checkpoint, **given.files}
        self.answers = {s.url: answer(bodies[s.path]) for s in sources(given.pin)}
        self.answers |= {s.url: f for s in sources(given.pin) if (f := (changes or {}).get(s.path))}
        self.asked: list[str] = []

    def fetch(
        self, url: str, *, hosts: frozenset[str], limit: int, keep: Keep | None = None
    ) -> Fetched:
        assert (bool(hosts), keep is None) == (True, "drive" not in url)
        assert len(self.answers[url].data) <= limit
        self.asked.append(url)
        return self.answers[url]


def answer(data: bytes, *, media_type: str = "application/octet-stream") -> Fetched:
    return Fetched(url="https://host/path", status=200, media_type=media_type, data=data)


@pytest.fixture
def given() -> Pinned:
    return pinned(b"PK small stand-in for a checkpoint")


def run(given: Pinned, output: Path, changes: Mapping[str, Fetched] | None = None) -> Library:
    library = Library(given, changes)
    drive = Drive.of(given.pin, library, output=output, progress=lambda _: None)
    ways = Ways(checkpoint=(drive,), upstream=library)
    acquire(given.pin, ways, output, progress=lambda _: None)
    return library


def test_exactly_the_pinned_files_are_written(given: Pinned, tmp_path: Path) -> None:
    run(given, tmp_path / "out")
    found = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {"out/u2netp.pth", "out/LICENSE", "out/model/u2net.py"}
    assert (tmp_path / "out/u2netp.pth").read_bytes() == given.checkpoint


def test_the_addresses_are_drive_and_the_pinned_commit(given: Pinned) -> None:
    raw = "https://raw.githubusercontent.com/xuebinqin/U-2-Net"
    commit = "ac7e1c817ecab7c7dff5ce6b1abba61cd213ff29"
    drive = "https://drive.usercontent.google.com/download?id=1rbSTGKAE-MTxBYHd-51l2hMOQPT_7EPy"
    assert [source.url for source in sources(given.pin)] == [
        f"{drive}&export=download&confirm=t",
        f"{raw}/{commit}/LICENSE",
        f"{raw}/{commit}/model/u2net.py",
    ]


@pytest.mark.parametrize("path", ["u2netp.pth", "LICENSE", "model/u2net.py"])
def test_other_bytes_are_refused_with_both_digests(
    given: Pinned, tmp_path: Path, path: str
) -> None:
    wrong = b"one byte more"
    with pytest.raises(DigestMismatchError) as caught:
        run(given, tmp_path / "out", {path: answer(wrong)})
    right = next(s.digest for s in sources(given.pin) if s.path == path)
    assert str(Digest.of(wrong)) in caught.value.problem
    assert str(right) in caught.value.expected
    assert not list(tmp_path.iterdir())


def test_a_pin_with_the_right_digest_and_another_size_is_refused(
    given: Pinned, tmp_path: Path
) -> None:
    size = f"size = {len(given.checkpoint)}".encode()
    other = replace(given, text=given.text.replace(size, size + b"0"))
    with pytest.raises(DigestMismatchError):
        run(other, tmp_path / "out")


@pytest.mark.parametrize(
    ("page", "error", "word"),
    [
        (b"<!DOCTYPE html>Google Drive - Quota exceeded", TryAgainLaterError, "quota"),
        (b"\n<html>Google Drive - Virus scan warning", ServiceDownError, "virus-scan"),
        (b"<html>Sign in - Google Accounts", ServiceDownError, "login"),
        (b"<html>hello", ServiceDownError, "web page"),
    ],
)
def test_a_page_instead_of_the_file_is_named(
    given: Pinned, tmp_path: Path, page: bytes, error: type[ReleaseError], word: str
) -> None:
    for media_type in (PAGE, "application/octet-stream"):
        with pytest.raises(error) as caught:
            run(given, tmp_path / "out", {"u2netp.pth": answer(page, media_type=media_type)})
        assert word in caught.value.problem


def test_a_file_that_is_gone_is_missing(given: Pinned, tmp_path: Path) -> None:
    gone = replace(answer(b"404: Not Found"), status=404)
    with pytest.raises(MissingInputError):
        run(given, tmp_path / "out", {"LICENSE": gone})


def test_acquiring_twice_fetches_once(given: Pinned, tmp_path: Path) -> None:
    assert len(run(given, tmp_path / "out").asked) == 3
    assert not run(given, tmp_path / "out").asked


def test_a_folder_with_anything_else_is_left_alone(given: Pinned, tmp_path: Path) -> None:
    run(given, tmp_path / "out")
    (tmp_path / "out/more").write_bytes(b"")
    with pytest.raises(UsageError):
        run(given, tmp_path / "out")


def test_witnesses_that_disagree_stop_it_before_anything_is_fetched(
    given: Pinned, tmp_path: Path
) -> None:
    source = "https://github.com/owner/odd/blob/main/README.md"
    row = f'[[checkpoint.witnesses]]\nwho = "odd"\nsource = "{source}"\nsha256 = "{"0" * 64}"\n\n'
    odd = replace(given, text=given.text.replace(b"[upstream]", row.encode() + b"[upstream]", 1))
    with pytest.raises(InvalidRecordError, match="odd"):
        run(odd, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_nothing_is_kept_once_the_files_are_in_place(given: Pinned, tmp_path: Path) -> None:
    name = f".u2netp.pth.{Digest.of(given.checkpoint).hex}.part"
    (tmp_path / name).write_bytes(given.checkpoint)
    asked = run(given, tmp_path / "out").asked
    assert (len(asked), [path.name for path in tmp_path.iterdir()]) == (2, ["out"])


def test_acquired_files_are_compared_again_when_read(given: Pinned, tmp_path: Path) -> None:
    given.write(tmp_path)
    folder = tmp_path / "acquired"
    read = Acquired.read_folder(given.pin, folder)
    assert (read.checkpoint, dict(read.files)) == (given.checkpoint, given.files)
    (folder / "LICENSE").write_bytes(b"another")
    with pytest.raises(DigestMismatchError):
        Acquired.read_folder(given.pin, folder)


def test_a_pin_that_names_two_files_alike_is_refused(given: Pinned) -> None:
    clash = given.text.replace(b'path = "LICENSE"', b'path = "u2netp.pth"')
    with pytest.raises(InvalidRecordError):
        sources(Pin.parse(clash))


def test_models_to_compare_lie_beside_the_pinned_files(given: Pinned, tmp_path: Path) -> None:
    output, library = tmp_path / "acquired", Library(given)
    drive = Drive.of(given.pin, library, output=output, progress=lambda _: None)
    ways = Ways(checkpoint=(drive,), upstream=library, witnesses={"a.onnx": b"model"})
    acquire(given.pin, ways, output, progress=lambda _: None)
    assert (output / WITNESSES / "a.onnx").read_bytes() == b"model"
    assert Acquired.read_folder(given.pin, output).checkpoint == given.checkpoint
    asked = len(library.asked)
    acquire(given.pin, ways, output, progress=lambda _: None)
    assert len(library.asked) == asked
