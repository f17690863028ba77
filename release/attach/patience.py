"""How long a run waits for GitHub in all, and what it says while it waits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from release.errors import ServiceDownError, TryAgainLaterError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds.

    `whole` is what one run waits in all before it ends with 75. Waits between tries double from
    `first` to `longest`. Reads lag behind our own writes for up to `lag`. Two looks that find
    something absent are `apart`.
    """

    whole: float = 600.0
    first: float = 2.0
    longest: float = 60.0
    lag: int = 180
    apart: int = 60


LIMITS = Limits()


class RateLimitedError(TryAgainLaterError):
    """GitHub refused a call for the rate, and did nothing; `wait` is for how many seconds."""

    def __init__(self, problem: str, *, wait: float) -> None:
        """Say what was refused, and for how long."""
        super().__init__(
            problem,
            expected="an answer within the rate limit",
            remedy="run the failed job again in an hour; it goes on where this one stopped",
        )
        self.wait = wait


class Patience:
    """One run's patience: each wait is told, and their sum is bounded."""

    def __init__(
        self,
        *,
        pause: Callable[[float], None],
        tell: Callable[[str], None],
        limits: Limits = LIMITS,
    ) -> None:
        """Wait with `pause`, say so to `tell`."""
        self._pause = pause
        self._tell = tell
        self._left = limits.whole
        self._limits = limits
        self._failures = 0

    def answered(self) -> None:
        """Take note that a write was confirmed: the next wait for one is a short one again."""
        self._failures = 0

    def wait(self, why: str, *, least: float = 0.0) -> None:
        """Wait after a write that was not confirmed, or for what does not show yet.

        Longer each time, at least `least` seconds; raises TryAgainLaterError in the end.
        """
        self._failures += 1
        self._spend(why, self._failures, least)

    def asked(self, question: Callable[[], T]) -> T:
        """Return the answer to a question that may be repeated while there is patience."""
        tries = 0
        while True:
            tries += 1
            try:
                return question()
            except RateLimitedError as error:
                self._spend(error.problem, tries, error.wait)
            except ServiceDownError as error:
                self._spend(error.problem, tries, 0.0)

    def _spend(self, why: str, tries: int, least: float) -> None:
        grown = min(self._limits.first * 2 ** min(tries - 1, 30), self._limits.longest)
        seconds = max(grown, least)
        if seconds > self._left:
            raise TryAgainLaterError(
                f"{why}; waited {self._limits.whole - self._left:.0f} seconds in all",
                expected=f"an answer within {self._limits.whole:.0f} seconds of waiting",
                remedy="run the failed job again; everything is kept, and it goes on from there",
            )
        self._tell(f"{why}; looking again in {seconds:.0f} s, {self._left:.0f} s are left")
        self._left -= seconds
        self._pause(seconds)
