"""Somebody exchanges files in the model directory while it is read: no escape, no other bytes."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from release.artifact import Artifact, Digest
from release.errors import ReleaseError
from release.verify import jail
from release.verify.beneath import Opener
from tests.verify.test_jail import BOTH

ROUNDS = 26_000  # four ways: more than 10^5 for each opener
FIRST, SECOND, OUTSIDE = b"1" * 3000, b"2" * 3000, b"outside!" * 375


def _symlink(models: Path) -> tuple[Path, Path]:
    (models / "link").symlink_to(models.parent / "outside" / "model.onnx")
    return models / "deep" / "model.onnx", models / "link"


def _symlinked_folder(models: Path) -> tuple[Path, Path]:
    (models / "link").symlink_to(models.parent / "outside")
    return models / "deep", models / "link"


def _hard_link(models: Path) -> tuple[Path, Path]:
    os.link(models.parent / "outside" / "model.onnx", models / "link")
    return models / "deep" / "model.onnx", models / "link"


def _another_model(models: Path) -> tuple[Path, Path]:
    (models / "other").write_bytes(SECOND)
    return models / "deep" / "model.onnx", models / "other"


@contextmanager
def swapping(there: Path, other: Path) -> Iterator[None]:
    """Exchange the two meanwhile; fail if the other program did little."""
    program = Path(__file__).with_name("swapper.py")
    argv = [sys.executable, "-I", "-S", str(program), str(there), str(other)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield
        out, _ = process.communicate(timeout=30)
    assert int(out) > ROUNDS


@BOTH
@pytest.mark.parametrize(
    "make", [_symlink, _symlinked_folder, _hard_link, _another_model], ids=lambda m: m.__name__[1:]
)
def test_no_exchange_lets_another_file_in(
    tmp_path: Path, make: Callable[[Path], tuple[Path, Path]], opener: Opener
) -> None:
    models = tmp_path / "models"
    for folder, data in ((models / "deep", FIRST), (tmp_path / "outside", OUTSIDE)):
        folder.mkdir(parents=True)
        (folder / "model.onnx").write_bytes(data)
    with swapping(*make(models)), jail.opened(models, opener=opener) as directory:
        seen = Counter(attempt(directory) for _ in range(ROUNDS))
    assert seen.keys() <= {"first", "second", 10, 11}
    assert seen["first"] > 0
    assert seen["second"] + seen[10] + seen[11] > 0  # so there was a race


def attempt(directory: jail.Jail) -> str | int:
    """Read the model once; say what came, or the code of the refusal."""
    try:
        data = directory.read("deep/model.onnx", limit=10_000)
    except ReleaseError as error:
        return error.exit_code
    artifact = Artifact.of("model.onnx", data)
    known = {Digest.of(FIRST): "first", Digest.of(SECOND): "second"}
    return known.get(artifact.digest, "escaped")
