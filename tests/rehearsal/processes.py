"""Ending a process and everything it started, however deep."""

import contextlib
import subprocess

import psutil


def end(process: subprocess.Popen[str], *, patience: float = 3.0) -> None:
    """Ask `process` to stop, then kill what is left of it and of its descendants.

    act puts each step into a session of its own (it gives it a terminal), so a signal to the
    process group does not reach them.
    """
    family = _family(process.pid)
    if process.poll() is None:
        process.terminate()
    _, alive = psutil.wait_procs(family, timeout=patience)
    for member in alive:
        member.kill()
    psutil.wait_procs(alive, timeout=patience)
    process.wait()


def kill(process: subprocess.Popen[str]) -> None:
    """Kill `process` and all of its descendants at once: none of them can tidy up."""
    for member in _family(process.pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()


def _family(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
