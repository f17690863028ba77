"""The script as the job runs it: the same bytes from any folder and hash seed, one job output."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from release.acquire.folder import write_folder
from release.artifact import Digest
from release.export.graph import export
from tests.answered import answers, graphs
from tests.pinned import ROOT, plan, receipt, synthetic


def prove(folder: Path, *, seed: str, graph: bytes | None = None, **variables: str) -> int:
    pin = synthetic().write(folder)
    (folder / "graph.onnx").write_bytes(graph or export(synthetic().pin, synthetic().checkpoint))
    (folder / "graph_320.onnx").write_bytes(graphs().fixed)
    (folder / "receipt.txt").write_bytes(receipt())
    write_folder(folder / "oracle", answers().files())
    options = {
        "acquired": folder / "acquired",
        "graph": folder / "graph.onnx",
        "graph-320": folder / "graph_320.onnx",
        "pin": pin,
        "policy": ROOT / "model/policy.toml",
        "receipt": folder / "receipt.txt",
        "oracle": folder / "oracle",
        "page": folder / "page",
        "output": folder / "set",
    }
    environment = {
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": str(ROOT),
        "PLAN": plan(synthetic().pin).dump(),
        "GITHUB_REPOSITORY": "VMAFx/vmafx",
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        **variables,
    }
    argv = [str(w) for name, value in options.items() for w in (f"--{name}", value)]
    finished = subprocess.run(
        [sys.executable, str(ROOT / "scripts/prove.py"), *argv, "--json"],
        env={name: value for name, value in environment.items() if value},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert json.loads(finished.stdout)["ok"] is (finished.returncode == 0)
    return finished.returncode


def test_two_runs_in_other_folders_with_other_hash_seeds_give_the_same_bytes(
    tmp_path: Path,
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, seed in ((first, "1"), (second, "2")):
        folder.mkdir()
        assert prove(folder, seed=seed) == 0
    sets = [{p.name: p.read_bytes() for p in (f / "set").iterdir()} for f in (first, second)]
    assert sets[0] == sets[1]
    assert len(sets[0]) == 9
    assert {p.name for p in (first / "page").iterdir()} == {"parity.html", "parity.png"}
    digest = Digest.of(sets[0]["u2netp_mirror_v1.manifest.json"]).hex
    assert digest in (first / "output").read_text()
    assert "### u2netp-mirror-v1: proven" in (first / "summary.md").read_text()


@pytest.mark.parametrize(
    ("variables", "code"),
    [({"PLAN": ""}, 10), ({"GITHUB_REPOSITORY": "someone/fork"}, 2), ({"PLAN": "{}"}, 40)],
)
def test_a_job_that_was_told_wrong_things_writes_nothing(
    tmp_path: Path, variables: dict[str, str], code: int
) -> None:
    assert prove(tmp_path, seed="0", graph=b"unused", **variables) == code
    assert not (tmp_path / "set").exists()


def test_a_tampered_graph_writes_nothing(tmp_path: Path) -> None:
    graph = export(synthetic().pin, synthetic().checkpoint)
    assert prove(tmp_path, seed="0", graph=graph[:-1] + b"x") == 33
    assert not (tmp_path / "set").exists()


def test_a_folder_that_is_there_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set/mine").write_bytes(b"")
    assert prove(tmp_path, seed="0") == 2
    assert [p.name for p in (tmp_path / "set").iterdir()] == ["mine"]
