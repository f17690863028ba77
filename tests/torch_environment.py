"""The Python that has torch: for the oracle alone, beside every other environment.

With CUDA's libraries, which torch cannot be imported without, it takes 4.7 GB. A Python that has
torch already (CPU only, say) is taken instead when MIRROR_TORCH_PYTHON names it.
`python -m tests.torch_environment` makes it in the tool cache; `make test` does that.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from release.errors import MissingToolError, ServiceDownError
from tests.pinned import ROOT
from tests.rehearsal.tools.needs import cache_folder, require_space

VARIABLE = "MIRROR_TORCH_PYTHON"
LOCK = ROOT / "requirements" / "torch.txt"
_GIGABYTES = 9.0
_MINUTES = 20


def torch_python(environment: Mapping[str, str]) -> Path:
    """Return the interpreter that has torch; raises MissingToolError."""
    if named := environment.get(VARIABLE):
        return Path(named)
    python = _folder(environment) / "bin" / "python"
    if python.exists():
        return python
    raise MissingToolError(
        "there is no Python with torch",
        expected=f"one in {python.parent.parent}, or named by {VARIABLE}",
        remedy="run make torch (3 GB to fetch, 5 GB of disk)",
    )


def installed_torch(python: Path, folder: Path) -> Path:
    """Return a Python in `folder` that finds this checkout and the packages of `python`."""
    ask = "import sys, sysconfig; print(sys.base_prefix, sysconfig.get_path('purelib'), sep='\\n')"
    said = subprocess.run([python, "-I", "-c", ask], check=True, capture_output=True, text=True)
    base, packages = said.stdout.splitlines()
    argv = [f"{base}/bin/python3", "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(argv, check=True, timeout=60)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "installed.pth").write_text(f"{ROOT}\n{packages}\n")
    return folder / "bin" / "python"


def install(environment: Mapping[str, str]) -> Path:
    """Make the environment of the lock in the tool cache, or find it; return its interpreter.

    Raises ServiceDownError when the packages cannot be had, MissingToolError without the space.
    """
    if VARIABLE in environment or _folder(environment).exists():
        return torch_python(environment)
    folder = _folder(environment)
    require_space(folder, _GIGABYTES)
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}:{environment.get('PATH', '')}")
    _run([uv or "uv", "venv", "--relocatable", "--python", sys.executable, new])
    target = ["--python", str(new / "bin" / "python"), "--require-hashes", str(LOCK)]
    # Unpacked once, not kept a second time: it is 4.7 GB.
    _run([uv or "uv", "pip", "sync", "--no-cache", *target])
    new.replace(folder)
    return torch_python(environment)


def _folder(environment: Mapping[str, str]) -> Path:
    """Return the folder for this lock and this Python."""
    key = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]
    return cache_folder(environment) / f"torch-{key}"


def _run(argv: list[str | Path]) -> None:
    done = subprocess.run(list(map(str, argv)), check=False, timeout=60 * _MINUTES)
    if done.returncode:
        raise ServiceDownError(
            f"{Path(argv[0]).name} {argv[1]} ended with {done.returncode}",
            expected="torch and what it needs, as requirements/torch.txt names them",
            remedy=f"run it again, or name a Python that has torch in {VARIABLE}",
        )


if __name__ == "__main__":
    sys.stdout.write(f"{install(os.environ)}\n")
