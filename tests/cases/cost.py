"""What a check costs: processor time, and memory at its peak, native memory included."""

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_FORGET = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")
_PEAK_ONLY = "5"
"""Makes Linux forget the peak so far. Source: proc_pid_clear_refs(5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one call: seconds of processor time, and bytes beyond those before it."""

    seconds: float
    memory: int


def cost(action: Callable[[], object]) -> Cost:
    """Return what `action` costs; where Linux does not tell, Python's own allocations count.

    Watching each allocation takes seven times as long as the check itself, so it comes second.
    """
    began = time.process_time()
    try:
        _FORGET.write_text(_PEAK_ONLY, encoding="ascii")
        before = peak()
        action()
        grown = peak() - before
        return Cost(seconds=time.process_time() - began, memory=grown)
    except OSError:
        return _watched(action)


def peak() -> int:
    """Return the most memory this process held, in bytes, since it began or was told to forget.

    Not `ru_maxrss`: a process begins with that of the one that started it.
    """
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def _watched(action: Callable[[], object]) -> Cost:
    began = time.process_time()
    action()
    seconds = time.process_time() - began
    tracemalloc.start()
    try:
        action()
        return Cost(seconds=seconds, memory=tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
