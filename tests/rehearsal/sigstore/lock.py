"""One timestamp authority per machine, where network namespaces are not to be had."""

import fcntl
import os
import time
from pathlib import Path

from release.errors import TryAgainLaterError

_PATIENCE = 60.0
_BETWEEN_TRIES = 0.1


def hold(path: Path, *, patience: float = _PATIENCE) -> int:
    """Take the lock `path` and return its descriptor; it is free again when all copies are closed.

    Raises TryAgainLaterError, naming the holder, when it is not free within `patience` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + patience
    while not _take(descriptor):
        if time.monotonic() > deadline:
            holder = os.pread(descriptor, 100, 0).decode(errors="replace").strip()
            os.close(descriptor)
            raise _taken(path, holder)
        time.sleep(_BETWEEN_TRIES)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"process {os.getpid()}\n".encode(), 0)
    return descriptor


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _taken(path: Path, holder: str) -> TryAgainLaterError:
    return TryAgainLaterError(
        f"{holder or 'another process'} runs a timestamp authority, and this machine has room for"
        " one: its metrics port is fixed and network namespaces are not allowed here",
        expected=f"{path} free, or `unshare --map-root-user --net true` to work",
        remedy="wait for the other rehearsal, or end it with make rehearse-stop",
    )
