"""The programs the rehearsal runs: where they lie, and how they get there.

Standard library only, so that set-up runs before anything is installed.
"""

from tests.rehearsal.tools.needs import cache_folder
from tests.rehearsal.tools.setup import clear, ensure, missing, ready
from tests.rehearsal.tools.toolset import Tools

__all__ = ["Tools", "cache_folder", "clear", "ensure", "missing", "ready"]
