"""A Python with torch, for the oracle alone: one that is there already, or one made from the lock.

Torch's packages take 5 GB, most of it CUDA libraries that a processor does not need but that torch
cannot be imported without. So an environment that holds the very versions of the lock is taken as
it is; a build for processors only (`2.13.0+cpu`) counts as that version.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from release import process
from release.errors import MissingToolError, ServiceDownError
from release.lock import Lock

PACKAGES = ("numpy", "onnx", "onnxscript", "torch")
"""What the oracle runs: its answers name the version of each."""

NAMED = "MIRROR_TORCH_PYTHON"
"""The variable that names a Python with torch."""

FOR_UV = ("HOME", "PATH", *process.NETWORK_VARIABLES)
"""What uv may see, beside its own variables."""

_FETCH_SECONDS = 1800.0
_START_SECONDS = 60.0
_PLACES = """
import json, sys, sysconfig
print(json.dumps([sys.base_prefix + "/bin/python3", sysconfig.get_path("purelib")]))
"""
_VERSIONS = f"""
import json
from importlib import metadata
print(json.dumps({{n: metadata.version(n).split("+")[0] for n in {PACKAGES}}}))
"""


def fitting(python: Path, lock: Lock) -> bool:
    """Tell whether `python` starts and has the packages of the oracle as `lock` pins them."""
    try:
        versions = json.loads(_asked(python, _VERSIONS))
    except (MissingToolError, ValueError):
        return False
    return not lock.other(versions)


def link(python: Path, folder: Path, *more: Path) -> Path:
    """Make an environment in `folder` that finds the packages of `python`, and those in `more`.

    Nothing is copied; what is installed into it stays in `folder`. Returns its interpreter. Raises
    MissingToolError when `python` does not start or cannot make environments.
    """
    base, packages = json.loads(_asked(python, _PLACES))
    argv = [base, "-I", "-m", "venv", "--without-pip", str(folder)]
    if (done := process.run(argv, env={}, timeout=_START_SECONDS)).code:
        raise _no_torch(python, done.last_line)
    (site,) = folder.glob("lib/python*/site-packages")
    lines = "".join(f"{place}\n" for place in (*more, packages))
    (site / "linked.pth").write_text(lines, encoding="utf-8")
    return folder / "bin" / "python"


def install(folder: Path, lock: Path, *, uv: Path, env: Mapping[str, str]) -> Path:
    """Make an environment in `folder` with exactly what the file `lock` pins, by digest.

    `env` is uv's own. Returns its interpreter; raises ServiceDownError when uv does not succeed.
    """
    python = folder / "bin" / "python"
    sync: list[str | Path] = [uv, "pip", "sync", "--python", python, "--require-hashes", lock]
    make: list[str | Path] = [uv, "venv", "--python", "python3", folder]
    for argv in (make, sync):
        if (done := process.run(argv, env=env, timeout=_FETCH_SECONDS)).code:
            raise ServiceDownError(
                f"uv {argv[1]} ended with {done.code}: {done.last_line}",
                expected=f"torch and what it needs, as {lock.name} pins them (3 GB to fetch)",
                remedy=f"run it again, or name a Python that has them in {NAMED}",
            )
    return python


def _asked(python: Path, question: str) -> bytes:
    """Return what `python` prints; raises MissingToolError when it does not start or fails."""
    done = process.run([python, "-I", "-c", question], env={}, timeout=_START_SECONDS)
    if done.code:
        raise _no_torch(python, done.last_line)
    return done.out


def _no_torch(python: Path, problem: str) -> MissingToolError:
    return MissingToolError(
        f"{python} cannot be used: {problem}"[:300],
        expected="a Python that starts, and can make environments",
        remedy=f"name another in {NAMED}, or none: then scripts/oracle.py makes one",
    )
