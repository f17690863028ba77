"""Files, processes and reports: the places where hostile bytes and hostile text come in."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release import process, report
from release.artifact import Artifact, Digest
from release.canonical import Json
from release.errors import (
    DigestMismatchError,
    InvalidRecordError,
    IrregularFileError,
    MissingInputError,
    MissingToolError,
    ReleaseError,
    ServiceDownError,
    UsageError,
)
from release.files import read_bytes, write_bytes

LIMIT = 100
ENV = {"PATH": os.defpath}


def _link(path: Path) -> None:
    (path.parent / "real").write_bytes(b"x")
    path.symlink_to("real")


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda path: path.write_bytes(b"x" * LIMIT), None),
        (lambda path: path.write_bytes(b"x" * (LIMIT + 1)), IrregularFileError),
        (lambda _: None, MissingInputError),
        (lambda path: path.mkdir(), IrregularFileError),
        (os.mkfifo, IrregularFileError),
        (_link, IrregularFileError),
    ],
    ids=["file", "too long", "missing", "directory", "fifo", "link"],
)
def test_only_a_regular_file_within_its_limit_is_read(
    tmp_path: Path, make: Callable[[Path], object], error: type[ReleaseError] | None
) -> None:
    path = tmp_path / "file"
    make(path)
    if error is None:
        assert len(read_bytes(path, limit=LIMIT)) == LIMIT
        return
    with pytest.raises(error):
        read_bytes(path, limit=LIMIT)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()  # a directory cannot be replaced by a file
    with pytest.raises(OSError, match="target"):
        write_bytes(target, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["target"]


def test_an_artifact_with_another_digest_is_refused_with_both_digests() -> None:
    artifact = Artifact.of("file", b"one")
    with pytest.raises(DigestMismatchError) as caught:
        artifact.require(Digest.of(b"two"), source="the pin")
    assert str(Digest.of(b"one")) in caught.value.problem
    assert str(Digest.of(b"two")) in caught.value.expected


@pytest.mark.parametrize("text", ["", "a" * 63, "A" * 64, "a" * 64 + "\n", "sha512:" + "a" * 64])
def test_a_digest_has_one_spelling(text: str) -> None:
    with pytest.raises(InvalidRecordError):
        Digest.parse(text)


def test_a_process_sees_only_the_environment_it_is_given() -> None:
    finished = process.run(["env"], env={**ENV, "ONLY": "this"}, timeout=10)
    names = {line.split("=")[0] for line in finished.out.decode().splitlines()}
    assert names == {"PATH", "ONLY"}


def test_a_process_that_does_not_end_is_killed_with_its_children(tmp_path: Path) -> None:
    script = f"sleep 60 & echo $! > {tmp_path}/pid; wait"
    with pytest.raises(ServiceDownError):
        process.run(["sh", "-c", script], env=ENV, timeout=3)
    status = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}/stat")
    # It was sent SIGKILL; a busy machine may still have to let it die.
    assert any(_dead(status) for _ in range(100))


def _dead(status: Path) -> bool:
    try:
        state = status.read_text().split()[2]
    except (FileNotFoundError, ProcessLookupError):
        return True
    time.sleep(0.05)
    return state == "Z"


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(MissingToolError):
        process.run(["no-such-program"], env=ENV, timeout=1)
    with pytest.raises(MissingToolError):
        process.find("no-such-program", path=os.defpath, remedy="install it")


def test_only_the_end_of_a_flood_is_kept() -> None:
    finished = process.run(["sh", "-c", "yes | head -c 3000000; echo end"], env=ENV, timeout=10)
    assert len(finished.out) == process.OUTPUT_LIMIT
    assert finished.out.endswith(b"end\n")


@given(st.text())
def test_text_from_outside_cannot_speak_to_the_log_parser(text: str) -> None:
    said = report.safe(text)
    assert "::" not in said
    assert "##[" not in said
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in said)


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])))
def test_an_output_cannot_set_another_output(value: str) -> None:
    import tempfile  # noqa: PLC0415 - hypothesis forbids function-scoped fixtures

    with tempfile.NamedTemporaryFile("r", encoding="utf-8", newline="") as file:
        report.set_outputs(file.name, {"name": value})
        first, _, rest = file.read().partition("\n")
    name, fence = first.split("<<")
    assert (name, rest) == ("name", f"{value}\n{fence}\n")


def _refuse() -> dict[str, Json]:
    raise UsageError("::bad\n", expected="good", remedy="do it")


def test_an_expected_failure_is_one_line_and_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        report.run(_refuse, as_json=True)
    said = capsys.readouterr()
    assert caught.value.code == UsageError.exit_code
    assert said.err.count("\n") == 1
    assert '"code": 2' in said.out


def test_every_code_has_one_class() -> None:
    codes = [error.exit_code for error in ReleaseError.__subclasses__()]
    assert len(codes) == len(set(codes))
