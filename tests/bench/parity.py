"""How long it takes to check a release again, and to compare a graph with the oracle's answers."""

import os
import subprocess
import sys
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

_ALONE = """
from release.prove.checked import check_graphs
from tests.answered import graphs
from tests.cases.cost import peak
from tests.pinned import synthetic
given, both = synthetic(), graphs()
import time
began = time.monotonic()
check_graphs(given.pin, both, checkpoint=given.checkpoint)
took = time.monotonic() - began
print(took, peak() / 1e6)
"""


def alone() -> Iterator[Row]:
    """Measure the proof of both graphs in a process of its own: no torch, nothing kept warm."""
    argv = [sys.executable, "-c", _ALONE]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(argv, check=True, capture_output=True, text=True, env=env, timeout=60)
    seconds, megabytes = map(float, said.stdout.split())
    yield within("proof of both graphs, without torch", seconds, limit=2, unit="s")
    yield within("peak memory of that proof", megabytes, limit=400, unit="MB")


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
    yield from alone()
    yield within("a release computed again, without torch", again, limit=5, unit="s")
    yield within("graph judged by the oracle's answers, controls too", compared, limit=6, unit="s")
