"""What a whole rehearsal takes: world start, seconds, and memory of everything it starts."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.bench.measure import ROOT, Row, medians, within
from tests.rehearsal.tools import Tools
from tests.rehearsal.world import World

_TICK = 0.25
_REPORT = ROOT / "build/rehearsal/report.json"


def world_start(tools: Tools) -> Row:
    """Return how long it takes until the world is ready for the first push."""
    with tempfile.TemporaryDirectory(prefix="bench-") as logs:

        def start() -> None:
            with World.start(tools, tree=ROOT, logs=Path(logs)):
                pass

        (median,) = medians((start,), rounds=3)
    return within("world start and end, tools cached", median, limit=3, unit="s")


def rehearsal(scenario: str, *, limit: float) -> tuple[Row, ...]:
    """Return seconds and peak memory of `scenario`, run as `make rehearse` runs it.

    The seconds are those a person waits, world start and end included. Raises RuntimeError when it
    did not end in success: a failed run has no numbers.
    """
    argv = [sys.executable, str(ROOT / "scripts/rehearse.py"), "--scenario", scenario]
    began = time.monotonic()
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        peak = _peak(process)
    took = time.monotonic() - began
    report = json.loads(_REPORT.read_text(encoding="utf-8"))
    if process.returncode or report["result"] != "success":
        raise RuntimeError(f"{scenario} ended with {process.returncode}; see {_REPORT}")
    return (
        within(f"scenario {scenario}", took, limit=limit, unit="s"),
        within(f"peak memory, {scenario}", peak / 1e9, limit=2, unit="GB"),
    )


def _peak(process: subprocess.Popen[bytes]) -> int:
    """Return the highest sum of proportional memory of `process` and all below it."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_memory(pid) for pid in _family(process.pid)))
        time.sleep(_TICK)
    return peak


def _family(pid: int) -> tuple[int, ...]:
    try:
        children = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return ()
    return (pid, *(child.pid for child in children))


def _memory(pid: int) -> int:
    """Return the process's share of memory in bytes; pages held by several count once in all."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0  # it ended between two looks
    sizes = [line.split()[1] for line in text.splitlines() if line.startswith("Pss:")]
    return int(sizes[0]) * 1024 if sizes else 0
