"""Reading a release set: each file is the manifest's, or nothing is read at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from release.artifact import Digest
from release.errors import (
    DigestMismatchError,
    InvalidRecordError,
    IrregularFileError,
    UnexpectedAssetError,
)
from release.names import STATEMENT, Role, Tag
from release.sign.release_set import ProvedSet, compared, read_signed, sums
from tests.core.samples import TAG, manifest
from tests.sign import samples

DIGEST = Digest.of(manifest().dump())


def write_proved(folder: Path) -> None:
    samples.release_set().write(folder)
    (folder / STATEMENT).write_bytes(samples.proved().statement)


def test_a_proved_set_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    write_proved(tmp_path)
    read = ProvedSet.read(tmp_path, tag=TAG, expected=DIGEST)
    assert dict(read.release_set.files) == samples.proved_files()


def test_a_signed_set_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    samples.signed().write(tmp_path)
    read = read_signed(tmp_path, tag=TAG, expected=DIGEST)
    assert [a.name for a in read.artifacts()] == list(samples.NAMES.release_set)


@pytest.mark.parametrize("role", list(samples.proved_files()))
def test_a_set_with_one_flipped_byte_is_refused(role: Role) -> None:
    files = samples.proved_files()
    files[role] = bytes([files[role][0] ^ 1]) + files[role][1:]
    with pytest.raises((DigestMismatchError, InvalidRecordError)):
        compared(files, tag=TAG, expected=DIGEST)


def test_another_manifest_than_the_job_output_names_is_refused() -> None:
    with pytest.raises(DigestMismatchError):
        compared(samples.proved_files(), tag=TAG, expected=Digest.of(b"another"))


def test_a_set_of_another_tag_is_refused() -> None:
    with pytest.raises(InvalidRecordError):
        compared(samples.proved_files(), tag=Tag(model="u2netp", n=2), expected=None)


@pytest.mark.parametrize("name", ["extra.txt", ".hidden"])
def test_one_file_too_many_is_refused(tmp_path: Path, name: str) -> None:
    write_proved(tmp_path)
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UnexpectedAssetError):
        ProvedSet.read(tmp_path, tag=TAG, expected=DIGEST)


@pytest.mark.parametrize("name", [samples.NAMES.asset(Role.SBOM), STATEMENT])
def test_one_file_too_few_is_refused(tmp_path: Path, name: str) -> None:
    write_proved(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(UnexpectedAssetError):
        ProvedSet.read(tmp_path, tag=TAG, expected=DIGEST)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnexpectedAssetError):
        read_signed(tmp_path / "nowhere", tag=TAG, expected=None)


def test_a_link_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    write_proved(folder)
    model = folder / samples.NAMES.asset(Role.MODEL)
    model.rename(tmp_path / "elsewhere")
    model.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IrregularFileError):
        ProvedSet.read(folder, tag=TAG, expected=DIGEST)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + text,
        lambda text: text.replace("  ", " "),
        lambda text: text.replace("  ", " *"),
        lambda text: text.upper(),
        lambda text: text + "\n",
        lambda text: text.replace("u2netp_mirror_v1.onnx", "../model.onnx"),
    ],
)
def test_sums_of_another_form_are_refused(change: Callable[[str], str]) -> None:
    text = samples.proved_files()[Role.SUMS].decode()
    with pytest.raises(InvalidRecordError):
        sums(change(text).encode())
