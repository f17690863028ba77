"""Holds the services of one local Sigstore and ends with whoever started it.

Run as its own process, standard library only. Reads one JSON line with the services to start,
writes one JSON line when they run and one for each that ends; kills them all when its standard
input closes. The kernel closes that pipe when the starter dies in whatever way, SIGKILL included,
so no service outlives its world. It has a single thread: PR_SET_PDEATHSIG follows the thread that
forked, and would kill the services when a starter's worker thread ended.
"""

import ctypes
import json
import os
import selectors
import signal
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

_PR_SET_PDEATHSIG = 1


class Service(TypedDict):
    """One process to keep."""

    name: str
    argv: list[str]
    env: dict[str, str]
    cwd: str
    log: str


def main() -> None:
    """Start, report, wait for the end of standard input, kill."""
    services: list[Service] = json.loads(sys.stdin.readline())
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for service in services:
            running[service["name"]] = _start(service)
        _say({"started": {name: process.pid for name, process in running.items()}})
        _watch(running)
    finally:
        _kill(running)


def _start(service: Service) -> subprocess.Popen[bytes]:
    with Path(service["log"]).open("wb") as log:
        return subprocess.Popen(
            service["argv"],
            env=service["env"],
            cwd=service["cwd"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Safe here, in a process of one thread: should this keeper be killed, they go too.
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _watch(running: dict[str, subprocess.Popen[bytes]]) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(sys.stdin, selectors.EVENT_READ, None)
        for name, process in running.items():
            selector.register(os.pidfd_open(process.pid), selectors.EVENT_READ, name)
        while True:
            for key, _ in selector.select():
                if key.data is None:
                    return
                selector.unregister(key.fd)
                _say({"ended": key.data, "code": running[key.data].wait()})


def _kill(running: dict[str, subprocess.Popen[bytes]]) -> None:
    # Everything they wrote is thrown away with the world: no reason to ask politely and wait.
    for process in running.values():
        process.kill()
    for process in running.values():
        process.wait()


def _say(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the starter's to handle.
    try:
        main()
    except BrokenPipeError:
        # The starter is gone; the services were killed on the way out.
        os._exit(1)
