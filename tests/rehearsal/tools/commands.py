"""Running the commands of set-up: their own process group, a heartbeat, and no survivor."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from release.errors import ServiceDownError
from tests.rehearsal.tools.progress import Progress

_HEARTBEAT = 20.0
_PR_SET_PDEATHSIG = 1
_TAIL = 12


def run(
    argv: Sequence[str],
    *,
    log: Path,
    progress: Progress,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run `argv` and write what it says to `log`; the machine's own environment is kept.

    Proxies, package indexes and module proxies are configured there. Raises ServiceDownError with
    the last line it wrote when it fails: what fails here is nearly always the network.
    """
    begun = time.monotonic()
    with log.open("ab") as written:
        before = written.tell()
        process = subprocess.Popen(
            argv,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # Set-up has one thread, so this is safe: killed in any way, it takes the command along.
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )
        try:
            code = _wait(process, begun, progress)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    if code != 0:
        said = _said(log, before)
        for line in said[-_TAIL:]:
            progress.line(f"  {line}")
        raise ServiceDownError(
            f"`{' '.join(argv)[:200]}` ended with code {code}: {said[-1] if said else 'no word'}",
            expected="code 0; set-up downloads packages and modules",
            remedy="look at the lines above and at the network, then run the same command again",
        )


def output(argv: Sequence[str]) -> str:
    """Return what a short command prints, or nothing when it cannot run or fails."""
    try:
        done = subprocess.run(
            argv, capture_output=True, text=True, check=False, timeout=20, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr if done.returncode == 0 else ""


def _wait(process: subprocess.Popen[bytes], begun: float, progress: Progress) -> int:
    while True:
        try:
            return process.wait(_HEARTBEAT)
        except subprocess.TimeoutExpired:
            progress.heartbeat(time.monotonic() - begun)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _said(log: Path, before: int) -> list[str]:
    text = log.read_bytes()[before:].decode(errors="replace")
    return [line.strip()[:300] for line in text.splitlines() if line.strip()]
