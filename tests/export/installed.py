"""A Python that has the project installed, as the job has: an environment with two links."""

import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.pinned import ROOT


def installed_python(folder: Path) -> Path:
    """Make a virtual environment in `folder` that finds this checkout and our packages."""
    base = Path(sys.base_prefix) / "bin" / "python3"
    subprocess.run([base, "-m", "venv", "--without-pip", folder], check=True, timeout=60)
    packages = Path(sysconfig.get_path("purelib"))
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "installed.pth").write_text(f"{ROOT}\n{packages}\n")
    return folder / "bin" / "python"
