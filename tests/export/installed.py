"""A Python that has the project installed, as the job has: an environment with two links."""

import sys
from pathlib import Path

from release.export.torch_python import link
from tests.pinned import ROOT


def installed_python(folder: Path) -> Path:
    """Make a virtual environment in `folder` that finds this checkout and our packages."""
    return link(Path(sys.executable), folder, ROOT)
