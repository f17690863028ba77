"""The command that says what became of a release: registry and card change, nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from release.names import REGISTRY
from release.registry import Registry
from release.validate.registry import SCHEMA, Sources, validate
from tests.registry.trees import MIRROR_CARD, good, written
from tests.static.tree import ROOT


def status(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    script = ["-I", str(ROOT / "scripts/status.py"), "--root", str(root), "--json"]
    argv = [sys.executable, *script, *words]
    return subprocess.run(argv, check=False, capture_output=True, text=True)


def contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    written(good(), tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("word", "tag"), [("yank", 2), ("burn", 2), ("supersede", 2), ("rollback", 1), ("yank", 1)]
)
def test_a_change_touches_registry_and_card_and_the_tree_stays_valid(
    root: Path, word: str, tag: int
) -> None:
    before = contents(root)
    done = status(root, word, f"u2netp-mirror-v{tag}", "--reason", "wrong | `weights` <b>")
    assert done.returncode == 0, done.stderr
    changed = {str(p.relative_to(root)) for p, data in contents(root).items() if before[p] != data}
    assert changed == ({REGISTRY} if (word, tag) == ("yank", 1) else {REGISTRY, MIRROR_CARD})
    assert set(json.loads(done.stdout)["changed"]) == {Path(path).name for path in changed}
    registry = root / REGISTRY
    assert validate(Sources.read(registry, registry.with_name(SCHEMA))).findings == ()


def test_a_second_time_changes_nothing(root: Path) -> None:
    words = ("yank", "u2netp-mirror-v2", "--reason", "wrong")
    status(root, *words)
    before = contents(root)
    assert json.loads(status(root, *words).stdout)["changed"] == []
    assert contents(root) == before


def test_a_number_of_which_nothing_is_recorded_can_be_burned(root: Path) -> None:
    done = status(root, "burn", "u2netp-mirror-v4", "--reason", "squatted")
    assert done.returncode == 0, done.stderr
    assert [b.tag.n for b in Registry.parse((root / REGISTRY).read_bytes()).burned] == [3, 4]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("supersede", "u2netp-mirror-v9", "--reason", "x"), 2),
        (("revive", "u2netp-mirror-v1", "--reason", "x"), 2),
        (("yank", "u2netp-mirror-v1"), 2),
        (("yank", "u2netp-mirror-v01", "--reason", "x"), 40),
        (("yank", "u2netp-mirror-v2", "--reason", "two\nlines"), 40),
        (("yank", "u2netp-mirror-v2", "--reason", "x" * 257), 40),
        (("rollback", "u2netp-mirror-v2", "--reason", "x"), 40),
        (("burn", "u2netp-mirror-v3", "--reason", "another"), 40),
    ],
)
def test_a_wrong_call_or_a_way_back_is_refused_and_changes_nothing(
    root: Path, words: tuple[str, ...], code: int
) -> None:
    before = contents(root)
    assert status(root, *words).returncode == code
    assert contents(root) == before
