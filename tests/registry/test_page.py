"""The commands of docs/ai/model-registry.md, run as the page has them, in a copy of a checkout."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from release.mirror import Status
from release.names import REGISTRY, TINY, pin_path
from release.registry import Registry
from release.smoke import FIXTURES
from tests.registry.trees import good, written
from tests.static.page import block
from tests.static.tree import ROOT, text

PAGE = "docs/ai/model-registry.md"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    written(good(), tmp_path)
    for name in ("release", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def follow(checkout: Path, holding: str) -> None:
    """Run the block of the page that holds some words."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        ["/bin/bash", "-c", block(text(PAGE), "sh", holding)],
        cwd=checkout,
        env={"PATH": path, "UPSTREAM": "owner/name"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_a_release_is_yanked(checkout: Path) -> None:
    follow(checkout, "scripts/status.py")
    entries = Registry.parse((checkout / REGISTRY).read_bytes()).entries
    mirror = next(e.mirror for e in entries if e.mirror and e.mirror.tag.n == 2)
    assert (mirror.status, mirror.reason) == (Status.YANKED, "exported from the wrong checkpoint")


def test_a_model_is_added(checkout: Path) -> None:
    (checkout / "my_filter.onnx").write_bytes(FIXTURES[0].onnx())
    follow(checkout, "--onnx")
    assert (checkout / TINY / "my_filter_v1.onnx").is_file()
    entries = Registry.parse((checkout / REGISTRY).read_bytes()).entries
    assert "my_filter_v1" in {entry.id for entry in entries}


def test_a_mirror_is_added(checkout: Path) -> None:
    (checkout / "other.pth").write_bytes(b"weights")
    follow(checkout, "--checkpoint")
    assert "owner/name" in (checkout / pin_path("other")).read_text()
