"""What the machine must have before set-up may begin, each with what to do when it is missing."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from release.errors import MissingToolError
from tests.rehearsal.tools.commands import output
from tests.rehearsal.tools.versions import GO_AT_LEAST

GIGABYTE = 10**9


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return where tools are kept: MIRROR_CACHE, else below the user's cache folder."""
    if chosen := environment.get("MIRROR_CACHE"):
        return Path(chosen).absolute()
    base = environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME", "/")) / ".cache"
    return Path(base).absolute() / "u2netp-mirror"


def require_platform() -> None:
    """Raise MissingToolError unless this is Linux on x86-64, the only place measured so far."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise MissingToolError(
            f"this is {sys.platform} on {platform.machine()}",
            expected="Linux on x86-64",
            remedy="run it in a Linux x86-64 machine or virtual machine",
        )


def require_venv(modules: Sequence[str] = ("venv", "ensurepip")) -> None:
    """Raise MissingToolError when Python cannot make environments (Debian splits that off)."""
    if any(importlib.util.find_spec(name) is None for name in modules):
        major, minor = sys.version_info[:2]
        raise MissingToolError(
            f"the Python at {sys.executable} has no venv module",
            expected="a Python with venv and ensurepip",
            remedy=f"sudo apt-get install python{major}.{minor}-venv, or set PYTHON=/other/python3",
        )


def require_program(name: str) -> None:
    """Raise MissingToolError when `name` is not on PATH."""
    if shutil.which(name) is None:
        raise MissingToolError(
            f"{name} is not on PATH",
            expected=f"{name} installed",
            remedy=f"sudo apt-get install {name}",
        )


def require_space(folder: Path, gigabytes: float) -> None:
    """Raise MissingToolError when the disk of `folder` has less than `gigabytes` free."""
    free = free_gigabytes(folder)
    if free < gigabytes:
        raise MissingToolError(
            f"{folder} has {free:.1f} GB free",
            expected=f"{gigabytes:.1f} GB for set-up",
            remedy="free some space, or set MIRROR_CACHE to a folder on a larger disk",
        )


def free_gigabytes(folder: Path) -> float:
    """Return what is free on the disk that will hold `folder`."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    status = os.statvfs(existing)
    return status.f_bavail * status.f_frsize / GIGABYTE


def namespaces_work() -> bool:
    """Say whether an ordinary user may make a network namespace here (some systems forbid it)."""
    unshare, true = shutil.which("unshare"), shutil.which("true")
    if unshare is None or true is None:
        return False
    argv = [unshare, "--map-root-user", "--net", true]
    return subprocess.run(argv, capture_output=True, check=False, timeout=10).returncode == 0


def go_on_path() -> str | None:
    """Return the `go` on PATH when it is new enough."""
    go = shutil.which("go")
    return go if go is not None and go_version(go) >= GO_AT_LEAST else None


def go_version(go: str) -> tuple[int, ...]:
    """Return the version of a Go toolchain, or nothing when it does not say."""
    found = re.search(r"go version go(\d+)\.(\d+)", output([go, "version"]))
    return tuple(map(int, found.groups())) if found else ()
