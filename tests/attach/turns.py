"""Two runs that take turns, call by call: the schedule says who may make how many calls."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from release.attach.releases import Releases

T = TypeVar("T")
_LONG = 10**6


@dataclass
class Turns:
    """A schedule of (actor, calls); whoever is not due waits. One call is made at a time."""

    schedule: list[list[object]]
    changed: threading.Condition = field(default_factory=threading.Condition)

    @classmethod
    def of(cls, first: int, second: int) -> "Turns":
        """Let A make `first` calls, B `second`, A go on to its end, then B."""
        rows = (("A", first), ("B", second), ("A", _LONG), ("B", _LONG))
        return cls([[actor, calls] for actor, calls in rows if calls])

    def take(self, actor: str, call: Callable[[], T]) -> T:
        """Make `call` when it is the turn of `actor`."""
        with self.changed:
            self.changed.wait_for(lambda: self.schedule and self.schedule[0][0] == actor)
            left = self.schedule[0][1]
            assert isinstance(left, int)
            self.schedule[0][1] = left - 1
            result = call()
            if left == 1:
                self.schedule.pop(0)
                self.changed.notify_all()
            return result

    def end(self, actor: str) -> None:
        """`actor` makes no more calls."""
        with self.changed:
            self.schedule = [row for row in self.schedule if row[0] != actor]
            self.changed.notify_all()


class InTurns:
    """Makes each call to `releases` when it is the turn of `actor`."""

    def __init__(self, actor: str, turns: Turns, releases: Releases) -> None:
        self._actor, self._turns, self._releases = actor, turns, releases

    def __getattr__(self, name: str) -> Callable[..., object]:
        verb = getattr(self._releases, name)

        def call(*words: object, **named: object) -> object:
            return self._turns.take(self._actor, lambda: verb(*words, **named))

        return verb if name == "now" else call


def together(turns: Turns, runs: Sequence[tuple[str, Callable[[], object]]]) -> dict[str, object]:
    """Run all at the same time, in turns; return what each gave, or raised."""
    ended: dict[str, object] = {}

    def one(actor: str, run: Callable[[], object]) -> None:
        try:
            ended[actor] = run()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            ended[actor] = error
        finally:
            turns.end(actor)

    threads = [threading.Thread(target=one, args=row) for row in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended
