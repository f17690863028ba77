"""What goes wrong on purpose: one table for all hosts, applied before and after each answer."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from tests.rehearsal.hosts.exchange import Request


class Effect(Enum):
    """What a fault does to a call."""

    STATUS = "status"  # answered with `status`; the call is not performed
    DROP_BEFORE = "drop_before"  # the connection ends, the call is not performed
    DROP_AFTER = "drop_after"  # the call is performed, the connection ends without an answer
    SLOW = "slow"  # performed and answered after `seconds`
    KILL_AFTER = "kill_after"  # the call is performed, and whoever asked is killed
    CORRUPT = "corrupt"  # performed; one bit in the middle of the answer's body is flipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The calls `nth` to `nth + times - 1` that fit host, method and path suffer `effect`."""

    host: str
    path: str  # a regular expression that must match the whole path
    effect: Effect
    method: str = "*"
    nth: int = 1
    times: int = 1
    status: int = 502
    seconds: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)

    def fits(self, request: Request) -> bool:
        """Say whether `request` is one of the calls to count."""
        return (
            self.host == request.host
            and self.method in {"*", request.method}
            and re.fullmatch(self.path, request.path) is not None
        )


class Faults:
    """The table of faults and how often each was met."""

    def __init__(self) -> None:
        """Start without faults."""
        self._lock = threading.Lock()
        self._met: dict[int, int] = {}
        self._rows: list[Fault] = []

    def add(self, *faults: Fault) -> None:
        """Add rows; counting starts now."""
        with self._lock:
            self._rows.extend(faults)

    def clear(self) -> None:
        """Remove every row."""
        with self._lock:
            self._rows.clear()
            self._met.clear()

    def strike(self, request: Request) -> Fault | None:
        """Count `request` in every row it fits, and return the first fault that is due."""
        with self._lock:
            due = [fault for index, fault in enumerate(self._rows) if self._due(index, request)]
        return due[0] if due else None

    def _due(self, index: int, request: Request) -> bool:
        fault = self._rows[index]
        if not fault.fits(request):
            return False
        met = self._met[index] = self._met.get(index, 0) + 1
        return fault.nth <= met < fault.nth + fault.times


def corrupt(body: bytes) -> bytes:
    """Flip one bit in the middle of `body`."""
    if not body:
        return body
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
