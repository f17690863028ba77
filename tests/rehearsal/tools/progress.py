"""Telling a waiting person what happens: one line per event, with the time since the start."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Say = Callable[[str], None]


class Progress:
    """Writes lines through `say`."""

    def __init__(self, say: Say) -> None:
        """Start the clock."""
        self._say = say
        self._start = time.monotonic()
        self._doing = "set-up"

    def line(self, text: str) -> None:
        """Say one thing."""
        self._say(f"[set-up {time.monotonic() - self._start:6.1f} s] {text}")

    def heartbeat(self, seconds: float) -> None:
        """Say that the present step is still at work, after `seconds` of it."""
        self.line(f"… {self._doing}: at work for {seconds:.0f} s")

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Say that something begins and, when it went well, how long it took."""
        self.line(text)
        self._doing, before = text, self._doing
        begun = time.monotonic()
        yield
        self._doing = before
        self.line(f"{text}: done in {time.monotonic() - begun:.1f} s")
