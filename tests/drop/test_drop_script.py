"""The script: its codes, and what it loads."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.static.tree import ROOT

HEAVY = {"numpy", "onnx", "onnxruntime", "torch", "sigstore", "github", "requests", "http.client"}


def drop(*words: str, interpreter: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
    argv = [sys.executable, "-I", *interpreter, str(ROOT / "scripts/drop.py"), *words]
    return subprocess.run(argv, check=False, capture_output=True, text=True)


def test_the_script_loads_nothing_heavy() -> None:
    done = drop("--help", interpreter=("-X", "importtime"))
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert (done.returncode, loaded & HEAVY) == (0, set())


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("u2netp.txt", b"x", 2),
        ("u2netp.pth", None, 10),
        ("u2netp.pth", b"not the pinned bytes", 20),
        ("model.onnx", b"not a model", 30),
    ],
)
def test_a_refusal_has_its_documented_code_and_pushes_nothing(
    tmp_path: Path, name: str, data: bytes | None, code: int
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = drop("--json", str(tmp_path / name))
    assert (done.returncode, json.loads(done.stdout)["code"]) == (code, code)
