"""A scaffold: refused until a person has written, accepted then, never over what is there."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import onnxruntime  # type: ignore[import-untyped] # it ships no types
import pytest

from release.card import PLACEHOLDER
from release.names import REGISTRY, TINY
from release.registry import Registry
from release.smoke import FIXTURES
from release.validate.registry import SCHEMA, Sources, validate
from tests.registry.trees import good, written
from tests.static.tree import ROOT

MODEL = next(f for f in FIXTURES if f.id == "smoke_multi_output_v0").onnx()
CARD = "docs/ai/models/mean_v1_card.md"
FILES = {REGISTRY, CARD, f"{TINY}/mean_v1.json", f"{TINY}/mean_v1.onnx"}
NEW = (
    *("mean_v1", "--onnx", "given.onnx", "--kind", "nr", "--licence", "MIT"),
    *("--licence-url", "https://example.org/mit", "--range", "0", "1"),
)


def add(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    argv = [sys.executable, "-I", "-S", str(ROOT / "scripts/add_model.py"), *words, "--json"]
    return subprocess.run(argv, check=False, capture_output=True, text=True, cwd=root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    written(good(), tmp_path)
    (tmp_path / "given.onnx").write_bytes(MODEL)
    (tmp_path / "given.pth").write_bytes(b"weights")
    return tmp_path


def contents(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def rules(root: Path) -> set[str]:
    registry = root / REGISTRY
    found = validate(Sources.read(registry, registry.with_name(SCHEMA))).findings
    return {finding.rule for finding in found}


def fill_in(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(PLACEHOLDER, "Written by a person"), encoding="utf-8")


def test_one_command_writes_every_file_that_a_model_needs(root: Path) -> None:
    before = contents(root)
    done = add(root, *NEW)
    assert done.returncode == 0, done.stderr
    assert {p for p, data in contents(root).items() if before.get(p) != data} == FILES
    assert set(json.loads(done.stdout)["written"]) == FILES
    onnxruntime.InferenceSession((root / TINY / "mean_v1.onnx").read_bytes())


def test_a_scaffold_is_refused_until_every_placeholder_is_gone(root: Path) -> None:
    add(root, *NEW)
    assert rules(root) == {"placeholder"}
    fill_in(root / CARD)
    assert rules(root) == {"placeholder"}
    fill_in(root / REGISTRY)
    assert rules(root) == set()


def test_after_an_edit_of_the_sidecar_digests_and_facts_follow(root: Path) -> None:
    add(root, *NEW)
    fill_in(root / CARD)
    fill_in(root / REGISTRY)
    sidecar = root / TINY / "mean_v1.json"
    sidecar.write_text(sidecar.read_text().replace('"each"', '"every"'))
    assert rules(root) == {"sidecar", "facts"}
    sidecar.write_text(sidecar.read_text().replace('"every"', '"each"').replace("1\n", "2\n", 1))
    assert rules(root) == {"sidecar"}
    done = add(root, "mean_v1")
    assert done.returncode == 0, done.stderr
    assert (rules(root), "Written by a person" in (root / CARD).read_text()) == (set(), True)
    assert json.loads(add(root, "mean_v1").stdout)["written"] == []


def test_a_mirror_gets_a_pin_with_what_was_measured_and_a_card_and_no_row(root: Path) -> None:
    before = contents(root)
    done = add(root, "other", "--checkpoint", "given.pth", "--repository", "owner/name")
    assert done.returncode == 0, done.stderr
    new = {path for path, data in contents(root).items() if before.get(path) != data}
    assert new == {"model/other_mirror.toml", "docs/ai/models/other_mirror_card.md"}
    pin = tomllib.loads((root / "model/other_mirror.toml").read_text())
    assert (pin["model"], pin["checkpoint"]["size"]) == ("other", len(b"weights"))
    assert rules(root) == {"placeholder", "pin"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("plain", *NEW[1:]), 2),
        (("mean_v1",), 2),
        (("smoke_v0",), 2),
        (("u2netp_mirror_v2",), 2),
        (("../up", *NEW[1:]), 40),
        (("con", *NEW[1:]), 40),
        (("Mean", *NEW[1:]), 40),
        (("other_mirror_v1", *NEW[1:]), 40),
        ((*NEW, "--range", "0", "0.123456"), 40),
        ((*NEW, "--range", "1", "0"), 40),
        ((*NEW, "--licence", 'MIT "x"'), 40),
        ((*NEW, "--onnx", "missing.onnx"), 10),
        ((*NEW, "--onnx", "."), 12),
        ((*NEW, "--onnx", "given.pth"), 30),
        ((*NEW, "--checkpoint", "given.pth"), 2),
        (("u2netp", "--checkpoint", "given.pth", "--repository", "owner/name"), 2),
        (("other", "--checkpoint", "given.pth", "--repository", 'a/b"\nx = "'), 40),
        (("Other", "--checkpoint", "given.pth", "--repository", "owner/name"), 40),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_what_cannot_be_a_model_is_refused_and_nothing_is_written(
    root: Path, words: tuple[str, ...], code: int
) -> None:
    before = contents(root)
    done = add(root, *words)
    assert (done.returncode, contents(root)) == (code, before), done.stderr


def test_a_file_that_is_there_is_never_replaced(root: Path) -> None:
    (root / CARD).write_text("mine")
    assert add(root, *NEW).returncode == 2
    assert (root / CARD).read_text() == "mine"
    assert "mean_v1" not in {e.id for e in Registry.parse((root / REGISTRY).read_bytes()).entries}


def test_a_model_too_large_for_the_tree_is_refused(root: Path) -> None:
    (root / "given.onnx").write_bytes(MODEL + b"x" * (512 << 10))
    assert add(root, *NEW).returncode == 12
