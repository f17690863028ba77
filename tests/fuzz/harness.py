"""Fuzzing one target: edits until the effort is spent, and what was accepted on the way."""

import time
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, seed, settings

from release.errors import ReleaseError
from tests.fuzz.edits import Edit, edits
from tests.fuzz.targets import Target

SECONDS = 1.0
"""Of processor time for one small input: ten times the aim, as machines are busy."""
_KEPT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An input that was accepted although it was changed, and what was read from it."""

    data: bytes
    read: object


def fuzz(target: Target, *, start: int, examples: int) -> tuple[Accepted, ...]:
    """Try `examples` mutants from the seed `start`; return some that were accepted.

    Whatever `judge` raises besides a ReleaseError comes out, shrunk to the least edits that do it,
    and so does AssertionError for an input that takes too long.
    """
    accepted: dict[bytes, Accepted] = {}

    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(edits)
    def attempt(changes: list[Edit]) -> None:
        data = target.mutate(target.good, changes)
        began = time.process_time()
        try:
            read = target.judge(data)
        except ReleaseError:
            return
        finally:
            assert time.process_time() - began < SECONDS, "takes too long"
        if len(accepted) < _KEPT:
            accepted[data] = Accepted(data=data, read=read)

    attempt()
    return tuple(accepted.values())
