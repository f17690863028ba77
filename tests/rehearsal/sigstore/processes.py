"""Starting the keeper and asking it how the services are."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from release.errors import ServiceDownError

_KEEPER = Path(__file__).with_name("keeper.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A process of the local Sigstore: what to run, and where it writes."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: str
    log: str


class Processes:
    """Services that run until close(), or until this process ends."""

    def __init__(self, services: Sequence[Service], *, hold: Sequence[int] = ()) -> None:
        """Start `services`; descriptors in `hold` (a lock) stay open as long as they run.

        Raises ServiceDownError when one cannot be started at all.
        """
        self._logs = {service.name: Path(service.log) for service in services}
        self._ended: dict[str, int] = {}
        self.pids: Mapping[str, int] = {}
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_KEEPER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Its own session: Ctrl-C in a terminal reaches us, and we decide when it ends.
            start_new_session=True,
            pass_fds=tuple(hold),
            text=True,
        )
        try:
            self._begin(services)
        except BaseException:
            self.close()
            raise

    def _begin(self, services: Sequence[Service]) -> None:
        assert self._keeper.stdin is not None
        assert self._keeper.stdout is not None
        self._keeper.stdin.write(json.dumps([asdict(one) for one in services]) + "\n")
        self._keeper.stdin.flush()
        first = self._keeper.stdout.readline()
        if not first:
            raise ServiceDownError(
                "the services of the local Sigstore did not start",
                expected="/".join(self._logs) + " running",
                remedy="read the lines above, then run make doctor",
            )
        self.pids = json.loads(first)["started"]
        self._listener.start()

    def _listen(self) -> None:
        assert self._keeper.stdout is not None
        for line in self._keeper.stdout:
            said = json.loads(line)
            self._ended[said["ended"]] = said["code"]

    def check(self) -> None:
        """Raise ServiceDownError, with the last line it wrote, when a service has ended."""
        for name, code in tuple(self._ended.items()):
            raise ServiceDownError(
                f"{name} ended with code {code}: {last_line(self._logs[name])}",
                expected=f"{name} running until the world ends",
                remedy=f"read {self._logs[name]}",
            )

    def close(self) -> None:
        """Kill every service and wait until they are gone; a second call does nothing."""
        if self._keeper.stdin is not None and not self._keeper.stdin.closed:
            self._keeper.stdin.close()
        try:
            self._keeper.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        if self._listener.is_alive():
            self._listener.join(timeout=10)
        if self._keeper.stdout is not None:
            self._keeper.stdout.close()


def last_line(log: Path) -> str:
    """Return the last line of `log` that says something, shortened."""
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "it said nothing")


def lost_a_port(log: Path) -> bool:
    """Tell whether a service says in `log` that somebody else has its port.

    Fulcio writes its stack below that, so it need not be the last line.
    """
    return log.exists() and "address already in use" in log.read_text(errors="replace")
