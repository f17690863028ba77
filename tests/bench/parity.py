"""How long it takes to check a release again, and to compare a graph with the oracle's answers."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from release.acquire.acquired import Acquired
from release.lock import locks_in
from release.prove.comparison import compare
from release.prove.proof import Given, prove
from release.prove.recheck import recheck
from tests.answered import answers, graphs
from tests.bench.measure import ROOT, Row, medians, within
from tests.pinned import plan, publisher, receipt, synthetic


def rows(*, rounds: int = 3) -> Iterator[Row]:
    """Measure on a release set of synthetic weights."""
    pin, checkpoint, said = synthetic().pin, synthetic().checkpoint, answers()
    acquired = Acquired(checkpoint=checkpoint, files=synthetic().files)
    given = Given(
        acquired=acquired,
        graphs=graphs(),
        receipt=receipt(),
        locks=locks_in(ROOT),
        answers=answers(),
    )
    files = prove(plan(pin), pin, publisher(), given).release_set.named()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        for file, data in files.items():
            (Path(name) / file).write_bytes(data)
        again, compared = medians(
            [
                partial(recheck, Path(name)),
                partial(
                    compare, pin, "bench", graphs=graphs(), checkpoint=checkpoint, answers=said
                ),
            ],
            rounds=rounds,
        )
    yield within("a release computed again, without torch", again, limit=5, unit="s")
    yield within("graph judged by the oracle's answers, controls too", compared, limit=6, unit="s")
