"""Every need of set-up is refused with what to do about it."""

from pathlib import Path

import pytest

from release.errors import MissingToolError
from tests.rehearsal.tools import catalogue, needs
from tests.rehearsal.tools.versions import WHEEL_TOOLS


def test_mirror_cache_names_the_folder() -> None:
    assert needs.cache_folder({"MIRROR_CACHE": "/c", "HOME": "/h"}) == Path("/c")


def test_without_mirror_cache_the_users_cache_folder_holds_the_tools() -> None:
    assert needs.cache_folder({"XDG_CACHE_HOME": "/x", "HOME": "/h"}) == Path("/x/u2netp-mirror")
    assert needs.cache_folder({"HOME": "/h"}) == Path("/h/.cache/u2netp-mirror")


def test_a_full_disk_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError) as refusal:
        needs.require_space(tmp_path / "not" / "there", 1e9)
    assert "MIRROR_CACHE" in refusal.value.remedy


def test_a_disk_with_room_is_accepted(tmp_path: Path) -> None:
    needs.require_space(tmp_path / "not" / "there", 0)


def test_a_python_without_its_venv_module_is_refused_with_the_package_to_install() -> None:
    needs.require_venv()
    with pytest.raises(MissingToolError) as refusal:
        needs.require_venv(("venv", "no_such_module"))
    assert "-venv" in refusal.value.remedy


def test_a_missing_program_is_refused_by_name() -> None:
    with pytest.raises(MissingToolError, match="no-such-program"):
        needs.require_program("no-such-program")


@pytest.mark.parametrize(
    ("said", "version"),
    [("go version go1.26.8 linux/amd64", (1, 26)), ("go version go1.9 linux/amd64", (1, 9))],
)
def test_the_version_of_go_is_read(tmp_path: Path, said: str, version: tuple[int, ...]) -> None:
    assert needs.go_version(_program(tmp_path / "go", said)) == version


def test_a_go_that_says_nonsense_has_no_version(tmp_path: Path) -> None:
    assert needs.go_version(_program(tmp_path / "go", "hello")) == ()
    assert needs.go_version(str(tmp_path / "absent")) == ()


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("act version 0.2.89", True),
        ("act version 0.2.890", False),
        ("act version 10.2.89", False),
        ("act version 0.2.89-dev", False),
        ("nothing", False),
    ],
)
def test_only_exactly_our_version_on_path_is_used(said: str, *, fits: bool) -> None:
    assert catalogue.says(said, WHEEL_TOOLS[0].version) is fits


def _program(path: Path, said: str) -> str:
    path.write_text(f"#!/bin/sh\necho '{said}'\n")
    path.chmod(0o755)
    return str(path)
