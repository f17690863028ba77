"""How long signing waits for services that do not answer: one budget for all of it, then 75."""

import time
from collections.abc import Callable, Iterator

from release.errors import ReleaseError, ServiceDownError, SignatureError, TryAgainLaterError

BUDGET = 480.0
"""Seconds after which no call is begun again. One call takes at most 90, and the job 15 minutes."""

_FIRST, _LONGEST = 1.0, 30.0
# The authority words a token that is too old and one that is wrong alike. A new call asks GitHub
# for a new token, so the first kind passes the second time (measured with cosign 3.1.2).
_REFUSALS = 2


class Patience:
    """A voice, a clock and a wait; the budget, in seconds, runs from the moment this is made."""

    def __init__(
        self,
        tell: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
        budget: float = BUDGET,
    ) -> None:
        """Start the budget."""
        self._tell, self._clock, self._pause, self._budget = tell, clock, pause, budget
        self._deadline = clock() + budget

    @property
    def tell(self) -> Callable[[str], None]:
        """Where progress goes."""
        return self._tell

    def tried(self, what: str, task: Callable[[], None]) -> None:
        """Run `task`, again and again while it fails in a way that may pass by itself.

        Cosign repeats nothing towards a Rekor v2 log, and once towards the others. Raises
        TryAgainLaterError when the budget is spent, and what refuses this identity at once.
        """
        refusals = 0
        for wait in _waits():
            try:
                task()
            except (ServiceDownError, TryAgainLaterError) as error:
                self._wait(what, error, wait)
            except SignatureError as error:
                refusals += 1
                if refusals == _REFUSALS:
                    raise
                self._wait(what, error, wait)
            else:
                return

    def _wait(self, what: str, error: ReleaseError, wait: float) -> None:
        left = self._deadline - self._clock()
        if wait >= left:
            raise TryAgainLaterError(
                f"{what}: {error.problem}; {self._budget:.0f} seconds of patience are spent",
                expected="certificate authority, transparency log and timestamp authority",
                remedy="run all jobs again later: what is signed already is kept",
            ) from error
        self._tell(f"{what}: {error.problem[:160]}; again in {wait:.0f} s, {left:.0f} s are left")
        self._pause(wait)


def _waits() -> Iterator[float]:
    wait = _FIRST
    while True:
        yield wait
        wait = min(2 * wait, _LONGEST)
