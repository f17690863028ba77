"""The Python that has torch: set-up makes it, or leads to one that was there already."""

import os
from pathlib import Path

from release.export.torch_python import link
from tests.pinned import ROOT
from tests.rehearsal.tools import cache_folder, ready


def torch_python() -> Path:
    """Return the interpreter that has torch; raises MissingToolError before set-up."""
    return ready(cache_folder(os.environ)).torch


def installed_torch(folder: Path) -> Path:
    """Return a Python in `folder` that finds this checkout and torch's packages."""
    return link(torch_python(), folder, ROOT)
