"""Where temporary files go: into memory, where there is room for them.

A rehearsal checks a thousand small files out in each job, and each of the tests has a folder. On a
virtual disk that takes ten times as long as in memory.
"""

import os
from collections.abc import Mapping
from pathlib import Path

GIB = 1 << 30
LEAST = 4 * GIB
"""What must be free, in bytes: two worlds and the tests beside them take 1 GiB."""

_MEMORY = Path("/dev/shm")  # noqa: S108 # not a file of ours: folders with random names go into it
_MEMINFO = Path("/proc/meminfo")


def temporary(
    environment: Mapping[str, str], memory: Path = _MEMORY, meminfo: Path = _MEMINFO
) -> Mapping[str, str]:
    """Return the variable that sends temporary files into `memory`, or none: the machine's choice.

    TMPDIR of `environment` is a person's word and stays.
    """
    fits = "TMPDIR" not in environment and _free(memory) >= LEAST and _available(meminfo) >= LEAST
    return {"TMPDIR": str(memory)} if fits else {}


def _free(memory: Path) -> int:
    """Return how many bytes of files fit into `memory`: none where programs cannot be run."""
    try:
        seen = os.statvfs(memory)
    except OSError:
        return 0
    usable = os.access(memory, os.W_OK | os.X_OK) and not seen.f_flag & os.ST_NOEXEC
    return seen.f_bavail * seen.f_frsize if usable else 0


def _available(meminfo: Path) -> int:
    """Return the memory that nobody needs, in bytes; a tmpfs promises more than there is."""
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
