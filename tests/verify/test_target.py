"""What a person names on the command line: whatever it is, an answer, and never a traceback."""

from pathlib import Path

import pytest

from release.errors import IrregularFileError, MissingInputError
from release.verify.target import ModelFile, target_of


def test_a_model_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"-")
    assert target_of(str(tmp_path / "a.onnx")) == ModelFile(tmp_path / "a.onnx")


@pytest.mark.parametrize("name", ["nothing.onnx", "a.onnx/below.onnx"])
def test_nothing_is_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.onnx").write_bytes(b"-")
    with pytest.raises(MissingInputError):
        target_of(str(tmp_path / name))


@pytest.mark.parametrize("name", ["a" * 300, "loop.onnx"])
def test_what_cannot_be_looked_at_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop.onnx").symlink_to("loop.onnx")
    with pytest.raises(IrregularFileError):
        target_of(str(tmp_path / name))
