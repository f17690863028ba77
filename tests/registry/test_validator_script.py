"""The validator as people and CI call it: words, exit codes, report; with no package at all."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from release import canonical
from release.names import POLICY, REGISTRY, TINY
from release.record.proposal import propose
from release.registry import Registry
from release.schema import Schema
from tests.registry import samples
from tests.registry.trees import PUBLISHER, good, put, replaced, written
from tests.sign.samples import signed
from tests.static.tree import ROOT, below

SCRIPT = ROOT / "scripts/validate_model_registry.py"
OK = "OK: 9 registry entries valid against registry.schema.json\n"


def check(*words: object) -> "subprocess.CompletedProcess[str]":
    # -S: not one installed package can be found.
    argv = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, words)]
    return subprocess.run(argv, check=False, capture_output=True, text=True, cwd=ROOT)


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    return written(good(), tmp_path)


def test_the_registry_in_the_tree_is_valid() -> None:
    done = check()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("OK: ")


def test_a_valid_registry_is_one_line_on_stdout_and_0(registry: Path) -> None:
    done = check(registry)
    assert (done.returncode, done.stdout, done.stderr) == (0, OK, "")


def test_an_invalid_one_is_a_line_for_each_error_on_stderr_and_1(tmp_path: Path) -> None:
    path = f"{TINY}/fast.onnx"
    registry = written(put(good(), {path: b"x", f"{TINY}/plain.onnx": None}), tmp_path)
    done = check(registry)
    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert [line.startswith("FAIL: ") for line in lines[:-1]] == [True, True]
    assert "fast: sha256 mismatch (file=" in lines[0]
    assert "plain: missing ONNX file plain.onnx" in lines[1]
    assert lines[-1] == "2 error(s) — registry validation failed."


@pytest.mark.parametrize("what", ["registry.json", "registry.schema.json", "sidecar.schema.json"])
def test_a_missing_file_is_2(registry: Path, what: str) -> None:
    (registry.parent / what).unlink()
    done = check(registry)
    assert (done.returncode, done.stdout) == (2, "")
    assert what in done.stderr


@pytest.mark.parametrize("text", ["{", "[]", '{"format": "uri"}', '{"type": "nonsense"}'])
def test_a_schema_that_cannot_be_held_is_2(registry: Path, tmp_path: Path, text: str) -> None:
    schema = tmp_path / "other.json"
    schema.write_text(text)
    assert check(registry, "--schema", schema).returncode == 2


def test_another_schema_is_asked_when_it_is_given(registry: Path, tmp_path: Path) -> None:
    schema = tmp_path / "other.json"
    schema.write_text('{"properties": {"models": {"maxItems": 3}}}')
    done = check(registry, "--schema", schema)
    assert (done.returncode, "schema: $.models: " in done.stderr) == (1, True)
    schema.write_text("{}")
    assert check(registry, "--schema", schema).stdout.endswith("valid against other.json\n")


@pytest.mark.parametrize("text", ["{}", '{"models": [{}, {}]}', '{"models": [{"id": []}, 1]}'])
def test_what_a_loose_schema_lets_through_is_still_refused(
    registry: Path, tmp_path: Path, text: str
) -> None:
    (schema := tmp_path / "loose.json").write_text("{}")
    registry.write_text(text)
    done = check(registry, "--schema", schema)
    assert (done.returncode, "FAIL: " in done.stderr) == (1, True)


def test_a_release_of_a_model_that_the_policy_does_not_know_is_refused(tmp_path: Path) -> None:
    wrong = replaced(good(), POLICY, 'model = "u2netp"', 'model = "other"')
    done = check(written(wrong, tmp_path))
    assert (done.returncode, done.stderr.count("[publisher]")) == (1, 2)


def test_a_registry_whose_policy_is_missing_is_refused_for_its_releases(tmp_path: Path) -> None:
    done = check(written(put(good(), {POLICY: None}), tmp_path))
    assert (done.returncode, done.stderr.count("[publisher]")) == (1, 2)


def test_an_unknown_word_is_2() -> None:
    assert check("--strict").returncode == 2


def report(registry: Path, folder: Path) -> dict[str, object]:
    check(registry, "--out-json", folder / "out" / "report.json")
    made: dict[str, object] = json.loads((folder / "out" / "report.json").read_bytes())
    return made


def test_the_report_says_verdict_counts_and_what_was_read(registry: Path, tmp_path: Path) -> None:
    made = report(registry, tmp_path)
    assert (made["verdict"], made["ok"], made["errors"]) == ("valid", True, [])
    assert made["counts"] == {"released": 2, "smoke": 5, "in_tree": 2}
    run = made["run_provenance"]
    assert isinstance(run, dict)
    assert (run["schema"], run["inputs"]["registry"]["path"]) == ("ai-run-provenance-v1", REGISTRY)
    assert run["outputs"] == {"report": "out/report.json"}


def test_a_second_run_writes_the_same_report(registry: Path, tmp_path: Path) -> None:
    assert report(registry, tmp_path) == report(registry, tmp_path)


def test_the_report_names_rule_path_and_message_of_an_error(tmp_path: Path) -> None:
    wrong = replaced(good(), REGISTRY, '"kind": "filter"', '"kind": "none"')
    made = report(written(wrong, tmp_path), tmp_path)
    errors = made["errors"]
    assert isinstance(errors, list)
    assert (made["verdict"], made["error_count"], len(errors)) == ("invalid", 9, 9)
    assert {key: errors[1][key] for key in ("rule", "path")} == {
        "rule": "schema",
        "path": "$.models[1].kind",
    }
    assert str(tmp_path) not in json.dumps(errors)


def test_a_report_that_cannot_be_written_is_a_wrong_call(registry: Path) -> None:
    done = check(registry, "--out-json", registry.parent)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_may_not_lie_beside_the_registry(
    registry: Path, make: Callable[[Path], None]
) -> None:
    make(registry.with_name("extra.json"))
    done = check(registry)
    assert done.returncode == 1
    assert "[irregular] at extra.json" in done.stderr


def test_with_json_stdout_is_the_report_alone(registry: Path) -> None:
    assert json.loads(check(registry, "--json").stdout)["model_count"] == 9


def test_what_a_registry_says_cannot_speak_to_the_log(tmp_path: Path) -> None:
    wrong = replaced(good(), REGISTRY, '"kind": "filter"', '"kind": "\\n::add-mask::x\\u001b[2J"')
    done = check(written(wrong, tmp_path))
    assert done.returncode == 1
    assert "::" not in done.stderr
    assert all(line.startswith(("FAIL: ", "9 error(s)")) for line in done.stderr.splitlines())


def test_what_the_bot_proposes_on_this_tree_is_valid(tmp_path: Path) -> None:
    before = {path: (ROOT / path).read_bytes() for path in below("model", "docs/ai", suffix="")}
    proposal = propose(signed(), PUBLISHER, lambda path: before.get(Path(path)))
    for path, data in {**before, **{Path(p): d for p, d in proposal.files.items()}}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    done = check(tmp_path / REGISTRY)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_registry_of_ten_thousand_models_is_read_in_a_second() -> None:
    rows = tuple(samples.model(f"model_{i:05}") for i in range(10_000))
    data = Registry(rows).dump()
    began = time.process_time()
    document = canonical.load_decimals(data, what="registry")
    assert Schema.compile(samples.schema("registry")).faults(document) == ()
    assert len(Registry.read(document).entries) == 10_000
    # Five times the aim, for a busy machine; tests/bench/registry.py measures it.
    assert time.process_time() - began < 5
