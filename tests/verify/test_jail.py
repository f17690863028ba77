"""The model directory: what lies in it is read, and every way out of it is refused."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from release.artifact import Digest
from release.errors import (
    IrregularFileError,
    MissingInputError,
    OutsideJailError,
    ReleaseError,
)
from release.verify import jail
from release.verify.beneath import Opener, component_by_component, open_beneath, openat2
from tests.verify.no_plain_files import KINDS

INSIDE, OUTSIDE = b"the model in the directory", b"a file that lies outside"
LIMIT = 1000
OPENERS = (openat2, component_by_component)
BOTH = pytest.mark.parametrize("opener", OPENERS, ids=lambda o: str(o.__name__))


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Make a directory with a model, another beside it whose name starts alike, and one deeper."""
    for folder, data in (("models", INSIDE), ("models-evil", OUTSIDE), ("models/deep/er", INSIDE)):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "model.onnx").write_bytes(data)
    return tmp_path / "models"


def read(models: Path, name: str | Path, opener: Opener = open_beneath) -> bytes:
    with jail.opened(models, opener=opener) as directory:
        return directory.read(name, limit=LIMIT)


def refusal(models: Path, name: str | Path, opener: Opener) -> type[ReleaseError]:
    with pytest.raises(ReleaseError) as caught:
        read(models, name, opener)
    return type(caught.value)


@BOTH
@pytest.mark.parametrize("name", ["model.onnx", "deep/er/model.onnx"])
def test_a_file_in_the_directory_is_read(models: Path, name: str, opener: Opener) -> None:
    assert read(models, name, opener) == INSIDE
    assert read(models, models / name, opener) == INSIDE


WAYS_OUT = {
    "a sibling whose name starts alike": "../models-evil/model.onnx",
    "up and back": "../models/model.onnx",
    "up in the middle": "deep/../model.onnx",
    "the directory itself": ".",
    "a dot in the middle": "deep/./../model.onnx",
    "nothing": "",
    "an absolute path elsewhere": "/etc/passwd",
    "an end of text": "model.onnx\0.onnx",
    "a line break": "model.onnx\n",
    "a letter that looks alike": "m\u043edel.onnx",
    "a backslash": "deep\\model.onnx",
    "too many folders": "deep/" * 20 + "model.onnx",
    "a long name": "m" * 300,
    "home": "~/model.onnx",
    "a magic link": "/proc/self/cwd/model.onnx",
}


@BOTH
@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_name_that_leads_out_is_refused(models: Path, way: str, opener: Opener) -> None:
    assert refusal(models, WAYS_OUT[way], opener) is OutsideJailError


@BOTH
def test_an_absolute_sibling_is_refused(models: Path, opener: Opener) -> None:
    sibling = models.parent / "models-evil" / "model.onnx"
    assert refusal(models, sibling, opener) is OutsideJailError


@BOTH
@pytest.mark.parametrize("make", KINDS, ids=lambda make: str(make.__name__))
def test_what_is_no_plain_file_with_one_name_is_refused(
    models: Path, make: Callable[[Path], str], opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(models)  # and back afterwards
    assert refusal(models, make(models), opener) is OutsideJailError


@BOTH
def test_a_device_is_refused(opener: Opener) -> None:
    assert refusal(Path("/dev"), "null", opener) is OutsideJailError


@BOTH
@pytest.mark.parametrize(
    ("size", "kind"), [(0, IrregularFileError), (LIMIT + 1, IrregularFileError)]
)
def test_nothing_and_too_much_are_refused(
    models: Path, size: int, kind: type[ReleaseError], opener: Opener
) -> None:
    (models / "model.onnx").write_bytes(bytes(size))
    assert refusal(models, "model.onnx", opener) is kind


@BOTH
@pytest.mark.parametrize("name", ["other.onnx", "other/model.onnx"])
def test_a_file_that_is_not_there_is_missing(models: Path, name: str, opener: Opener) -> None:
    assert refusal(models, name, opener) is MissingInputError


def _no_directory(models: Path) -> Path:
    return models / "none"


def _a_file(models: Path) -> Path:
    return models / "model.onnx"


def _a_link(models: Path) -> Path:
    (models.parent / "link").symlink_to(models)
    return models.parent / "link"


def _everybodys(models: Path) -> Path:
    models.chmod(0o777)
    return models


@pytest.mark.parametrize("make", [_no_directory, _a_file, _a_link, _everybodys])
def test_a_directory_that_is_none_or_not_ours_alone_is_refused(
    models: Path, make: Callable[[Path], Path]
) -> None:
    with pytest.raises(OutsideJailError):
        read(make(models), "model.onnx")


@BOTH
def test_the_directory_that_was_opened_is_the_one_that_is_read(
    models: Path, opener: Opener
) -> None:
    with jail.opened(models, opener=opener) as directory:
        models.rename(models.parent / "moved")
        (models.parent / "models-evil").rename(models)
        assert directory.read("model.onnx", limit=LIMIT) == INSIDE


@BOTH
def test_the_file_that_was_opened_is_the_one_that_is_read(models: Path, opener: Opener) -> None:
    with (
        jail.opened(models, opener=opener) as directory,
        directory.file("model.onnx", limit=LIMIT) as opened,
    ):
        (models.parent / "models-evil" / "model.onnx").replace(models / "model.onnx")
        assert opened.read() == INSIDE


@pytest.mark.parametrize("more", [b"+", b""])
def test_a_file_that_changes_its_size_meanwhile_is_refused(models: Path, more: bytes) -> None:
    with jail.opened(models) as directory, directory.file("model.onnx", limit=LIMIT) as opened:
        (models / "model.onnx").write_bytes(more and INSIDE + more)
        with pytest.raises(IrregularFileError):
            opened.read()
        os.lseek(opened.descriptor, 0, os.SEEK_SET)
        with pytest.raises(IrregularFileError):
            opened.digest()


def test_the_digest_is_that_of_the_bytes(models: Path) -> None:
    data = os.urandom((3 << 20) + 17)
    (models / "big.onnx").write_bytes(data)
    with jail.opened(models) as directory, directory.file("big.onnx", limit=4 << 20) as opened:
        assert opened.digest() == Digest.of(data)


def test_this_machine_has_the_one_call() -> None:
    descriptor = os.open("/", os.O_RDONLY)
    try:
        os.close(openat2(descriptor, ("proc", "version")))
    finally:
        os.close(descriptor)
