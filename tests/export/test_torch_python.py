"""A Python with torch: taken when it has the lock's versions, never when it has others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from release.errors import MissingToolError
from release.export.torch_python import NAMED, PACKAGES, fitting, link
from release.lock import Lock
from tests.pinned import ROOT
from tests.torch_environment import torch_python

LOCK = ROOT / "requirements" / "torch.txt"


def lock(text: str | None = None) -> Lock:
    return Lock.of(LOCK.name, (text or LOCK.read_text()).encode())


@pytest.fixture
def built_for_processors(tmp_path: Path) -> Path:
    """Return a Python whose packages say `+cpu`; nothing but their names is there."""
    python = link(Path(sys.executable), tmp_path / "venv")
    (site,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    (site / "linked.pth").unlink()
    pinned = dict(tool.split("==") for tool in lock().tools)
    for name in PACKAGES:
        folder = site / f"{name}-{pinned[name]}+cpu.dist-info"
        folder.mkdir()
        text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {pinned[name]}+cpu\n"
        (folder / "METADATA").write_text(text)
    return python


def test_what_set_up_made_fits_the_lock() -> None:
    assert fitting(torch_python(), lock())


def test_a_build_for_processors_only_fits(built_for_processors: Path) -> None:
    assert fitting(built_for_processors, lock())


@pytest.mark.parametrize("package", PACKAGES)
def test_one_package_of_another_version_does_not_fit(package: str) -> None:
    text = LOCK.read_text().replace(f"\n{package}==", f"\n{package}==9.")
    assert not fitting(torch_python(), lock(text))


@pytest.mark.parametrize("python", [Path(sys.executable), Path("/bin/false"), Path("/no/python")])
def test_a_python_without_torch_does_not_fit(python: Path) -> None:
    assert not fitting(python, lock())


def test_a_linked_environment_finds_the_packages_and_keeps_its_own(tmp_path: Path) -> None:
    python = link(torch_python(), tmp_path / "venv", ROOT)
    code = "import release, importlib.util as u; print(u.find_spec('torch').origin)"
    said = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert not Path(said.stdout.strip()).is_relative_to(tmp_path)


def test_a_program_that_is_no_python_cannot_be_linked(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError):
        link(Path("/bin/false"), tmp_path / "venv")


def script(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    argv = [sys.executable, "-I", str(ROOT / "scripts/oracle.py"), "--lock", str(LOCK)]
    return subprocess.run(
        [*argv, "--output", str(folder), "--json"],
        env={"PATH": os.defpath, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_script_takes_the_torch_that_is_there(tmp_path: Path) -> None:
    done = script(tmp_path / "torch", **{NAMED: str(torch_python())})
    assert done.returncode == 0, done.stderr
    assert fitting(Path(json.loads(done.stdout)["python"]), lock())


def test_the_script_needs_uv_when_what_is_named_does_not_fit(tmp_path: Path) -> None:
    done = script(tmp_path / "torch", **{NAMED: sys.executable, "PATH": str(tmp_path)})
    assert (done.returncode, (tmp_path / "torch").exists()) == (13, False)


def test_the_script_leaves_a_folder_alone_that_is_there(tmp_path: Path) -> None:
    assert script(tmp_path, **{NAMED: str(torch_python())}).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_packages_that_cannot_be_had_are_code_69(tmp_path: Path) -> None:
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\necho no packages here >&2\nexit 1\n")
    uv.chmod(0o755)
    done = script(tmp_path / "torch", PATH=f"{tmp_path}:{os.defpath}")
    assert (done.returncode, "no packages here" in done.stderr) == (69, True)
