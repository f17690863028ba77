"""The time on GitHub: a clock that may run faster than ours, or be put forward."""

import time
from collections.abc import Callable


class Clock:
    """Tells seconds since 1970, `rate` of them in each of ours."""

    def __init__(self, rate: float = 1.0, tick: Callable[[], float] = time.time) -> None:
        """Start now."""
        self._began = tick()
        self._tick = tick
        self._rate = rate
        self._ahead = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self._began + (self._tick() - self._began) * self._rate + self._ahead

    def forward(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self._ahead += seconds
