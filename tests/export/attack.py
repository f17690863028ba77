"""Letting the hostile payload loose in a sandbox, with everything near that it could reach for."""

import contextlib
import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from release import process
from release.room import furnished
from release.sandbox import PATH, Sandbox

PAYLOAD = Path(__file__).with_name("payload.py")
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0
SUDO = ("sudo", "-n")

HARMLESS = (
    "connect to the outer process",
    "connect to an abstract socket",
    "connect to a socket of the outer process",
    "read another file",
    "signal the outer process",
    "open a socket",
    "open a pair of sockets",
    "start a program",
    "start threads without end",
)
"""Attempts that may be let loose outside of a sandbox, to see that they work there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was tried, what worked, and as whom."""

    tried: tuple[str, ...]
    worked: tuple[str, ...]
    uid: int

    @classmethod
    def read(cls, finished: process.Finished) -> "Outcome":
        """Read what the payload printed."""
        assert finished.code == 0, finished.err.decode()
        said = json.loads(finished.out)
        return cls(tried=tuple(said["tried"]), worked=tuple(said["worked"]), uid=said["uid"])


def attack(
    sandbox: Sandbox, *, limits: bool, only: Sequence[str] = (), elevate: Sequence[str] = SUDO
) -> Outcome:
    """Run the payload in `sandbox` and return what it could do; `elevate` would make it root."""
    with _prey(elevate) as prey, furnished({"payload.py": PAYLOAD.read_bytes()}) as room:
        given = {**prey, "input": str(room.input), "limits": limits, "only": only}
        argv = (sys.executable, "-I", room.input / "payload.py", json.dumps(given))
        outcome = Outcome.read(sandbox.run(argv, room, seconds=SECONDS))
        assert (room.output / "allowed").read_text() == "the output folder"
        return outcome


def attack_outside(only: Sequence[str], *, elevate: Sequence[str] = SUDO) -> Outcome:
    """Run the `only` attempts without a sandbox."""
    with _prey(elevate) as prey, tempfile.TemporaryDirectory(prefix="outside-") as place:
        given = {**prey, "input": place, "limits": False, "only": only}
        argv = (sys.executable, "-I", PAYLOAD, json.dumps(given))
        env = {"PATH": PATH}
        return Outcome.read(process.run(argv, env=env, timeout=SECONDS, directory=Path(place)))


@contextlib.contextmanager
def _prey(elevate: Sequence[str]) -> Iterator[dict[str, object]]:
    """Listen on every kind of socket, write a secret that all may read, and be there."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prey-")))
        folder.chmod(0o755)
        secret, path = folder / "secret", folder / "socket"
        secret.write_text("canary")
        abstract = f"prey-{folder.name}"
        port = stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
        for address in (str(path), f"\0{abstract}"):
            listener = stack.enter_context(socket.socket(socket.AF_UNIX))
            listener.bind(address)
            listener.listen()
        path.chmod(0o777)
        yield {
            "port": port,
            "abstract": abstract,
            "socket": str(path),
            "secret": str(secret),
            "pid": os.getpid(),
            "elevate": list(elevate),
            "root": str(ROOT),
        }
