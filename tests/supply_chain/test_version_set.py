"""The files of a version: exactly these, and the bytes on the list."""

from collections.abc import Callable
from pathlib import Path

import pytest

from release.artifact import Digest
from release.errors import (
    DigestMismatchError,
    InvalidRecordError,
    IrregularFileError,
    ReleaseError,
    UnexpectedAssetError,
)
from release.names import STATEMENT
from release.supply_chain.version_set import compared, read
from release.version import UNSIGNED, Part, Version
from tests.supply_chain.samples import NAMES, VERSION, said, unsigned

WHEEL = NAMES.asset(Part.WHEEL)


def written(folder: Path) -> Path:
    unsigned().write(folder)
    (folder / STATEMENT).write_bytes(said(unsigned()))
    return folder


def test_what_was_written_is_read(tmp_path: Path) -> None:
    digest = unsigned().sums_digest
    found = read(written(tmp_path), VERSION, UNSIGNED, expected=digest, unsigned=True)
    assert found == unsigned()


def flip(folder: Path) -> None:
    (folder / WHEEL).write_bytes(b"another")


def listed_anew(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    unsigned("other").write(folder)
    (folder / STATEMENT).write_bytes(b"{}")


def linked(folder: Path) -> None:
    (folder / WHEEL).rename(folder.with_name("elsewhere"))
    (folder / WHEEL).symlink_to(folder.with_name("elsewhere"))


CHANGES: dict[str, tuple[Callable[[Path], object], type[ReleaseError]]] = {
    "another byte in a file": (flip, DigestMismatchError),
    "a whole other set, with its own list": (listed_anew, DigestMismatchError),
    "a file too many": (lambda f: (f / "more").write_bytes(b""), UnexpectedAssetError),
    "a file too few": (lambda f: (f / WHEEL).unlink(), UnexpectedAssetError),
    "no statement": (lambda f: (f / STATEMENT).unlink(), UnexpectedAssetError),
    "a link": (linked, IrregularFileError),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_folder_with_anything_else_is_refused(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    alter, error = CHANGES[change]
    alter(written(folder))
    with pytest.raises(error):
        read(folder, VERSION, UNSIGNED, expected=unsigned().sums_digest, unsigned=True)


def test_no_folder_is_a_folder_with_too_few(tmp_path: Path) -> None:
    with pytest.raises(UnexpectedAssetError):
        read(tmp_path / "none", VERSION, UNSIGNED, expected=unsigned().sums_digest)


def test_a_list_of_another_version_is_refused() -> None:
    with pytest.raises(InvalidRecordError):
        compared(unsigned().files, Version(major=0, minor=3, patch=0), expected=None)


def test_a_list_with_a_line_too_few_is_refused() -> None:
    files = dict(unsigned().files)
    files[Part.SUMS] = b"".join(files[Part.SUMS].splitlines(keepends=True)[1:])
    with pytest.raises(InvalidRecordError):
        compared(files, VERSION, expected=None)


def test_a_list_that_was_told_otherwise_is_refused() -> None:
    with pytest.raises(DigestMismatchError):
        compared(unsigned().files, VERSION, expected=Digest.of(b"another"))
