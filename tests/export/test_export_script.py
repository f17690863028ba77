"""The script as the job runs it: it confines itself, and hands on what the inner half says."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from release import canonical
from release.errors import MissingToolError
from release.export.graph import export
from release.lock import LOCKS
from release.names import FIXED_SIZE
from release.sandbox import choose
from tests.checkpoints import state_dict, torch_zip
from tests.export.installed import installed_python
from tests.pinned import ROOT, Pinned, pinned, synthetic
from tests.static.page import block
from tests.static.tree import text


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        choose(["true"])
    except MissingToolError as error:
        pytest.skip(f"not run: {error.problem}")
    return installed_python(tmp_path_factory.mktemp("installed") / "venv")


def run(
    python: Path, given: Pinned, folder: Path, *more: str
) -> "subprocess.CompletedProcess[str]":
    pin, acquired = given.write(folder), folder / "acquired"
    places = ("--pin", pin, "--upstream-dir", acquired, "--checkpoint", acquired / "u2netp.pth")
    argv = ["-I", ROOT / "scripts/export.py", *places, "--output", folder / "graph.onnx", "--json"]
    return subprocess.run(
        [python, *map(str, argv), *more],
        env={"PATH": "/usr/bin", "GITHUB_TOKEN": "ghs_must_not_reach_it"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_on_the_page_writes_graph_and_claims(python: Path, tmp_path: Path) -> None:
    given = synthetic()
    pin = given.write(tmp_path)
    (tmp_path / "scripts").symlink_to(ROOT / "scripts")
    told = block(text("docs/pipeline.md"), "sh", "scripts/export.py").strip()
    done = subprocess.run(
        ["/bin/bash", "-c", f"{told} --pin {pin}"],
        cwd=tmp_path,
        env={"PATH": f"{python.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "graph.onnx").read_bytes() == export(given.pin, given.checkpoint)
    assert json.loads((tmp_path / "graph.json").read_bytes())["run_provenance"]


def test_the_script_writes_what_the_function_gives(python: Path, tmp_path: Path) -> None:
    finished = run(python, synthetic(), tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert (tmp_path / "graph.onnx").read_bytes() == export(synthetic().pin, synthetic().checkpoint)
    assert json.loads(finished.stdout)["sandbox"] in {"user namespace", "sudo, then nobody"}


def test_the_graph_for_one_size_is_written_when_it_is_asked_for(
    python: Path, tmp_path: Path
) -> None:
    given, fixed = synthetic(), tmp_path / "fixed.onnx"
    assert run(python, given, tmp_path, "--output-320", str(fixed)).returncode == 0
    assert fixed.read_bytes() == export(given.pin, given.checkpoint, FIXED_SIZE)


def test_what_went_in_and_out_is_written_without_a_path_or_a_host(
    python: Path, tmp_path: Path
) -> None:
    finished = run(python, synthetic(), tmp_path, "--manifest-out", str(tmp_path / "out.json"))
    assert finished.returncode == 0, finished.stderr
    said = (tmp_path / "out.json").read_bytes()
    document = json.loads(said)
    assert said == canonical.dump(document)
    assert document["output"]["sha256"] == json.loads(finished.stdout)["sha256"]
    assert [place for place in (tmp_path, ROOT, Path.home()) if str(place).encode() in said] == []
    assert [lock["path"] for lock in document["run_provenance"]["locks"]] == list(LOCKS)


def test_a_refusal_inside_comes_out_with_its_code_and_text(python: Path, tmp_path: Path) -> None:
    state = state_dict(1)
    state["side1.bias"] = np.array([np.nan], np.float32)
    finished = run(python, pinned(torch_zip(state)), tmp_path)
    assert finished.returncode == 33
    assert "side1.bias" in json.loads(finished.stdout)["problem"]
    assert finished.stderr.count("\n") == 1
    assert not (tmp_path / "graph.onnx").exists()


def test_other_bytes_than_pinned_never_reach_the_sandbox(python: Path, tmp_path: Path) -> None:
    given = synthetic()
    other = Pinned(text=given.text, checkpoint=given.checkpoint + b"\0", files=given.files)
    assert run(python, other, tmp_path).returncode == 20


def test_the_inner_half_refuses_to_run_outside_a_sandbox(python: Path, tmp_path: Path) -> None:
    finished = run(python, synthetic(), tmp_path, "--inside")
    assert finished.returncode == 13
    assert not (tmp_path / "graph.onnx").exists()
