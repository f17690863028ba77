"""Looking at fifty published releases, and at a log: what a day's look costs."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from release.watch.log.reading import read
from tests.bench.measure import ROOT, Row, seconds, within
from tests.rehearsal.shown import Shown
from tests.rehearsal.tools import Tools
from tests.rehearsal.world import World
from tests.watch.memory_log import MemoryLog
from tests.watch.test_log_signature import HERE, OTHERS, body

_RELEASES, _ENTRIES = 50, 100_000


def rows(tools: Tools) -> Iterator[Row]:
    """Return how long a look at fifty releases takes, and one at a log without the network."""
    yield _log()
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as logs,
        World.start(tools, tree=ROOT, logs=Path(logs)) as world,
    ):
        world.push()
        shown = Shown.of(world, tuple(range(1, _RELEASES + 1)))

        def look() -> None:
            said = shown.script("verify_published.py", rights={"contents": "read"})
            assert said.code == 0, said.text[-2000:]

        taken = seconds(look)
        anonymous = {r.path for r in world.network.requests if r.actor is None}
        assert not [path for path in anonymous if path.startswith("/repos/")]
        number = f"`verify_published.py`, {_RELEASES} releases, local network"
        yield within(number, taken, limit=60, unit="s")


def _log() -> Row:
    """Return the row of a reading: each entry somebody else's, as large as in the public log."""
    log = MemoryLog(bodies=[body(OTHERS)] * _ENTRIES)
    signed = log.note()
    log.changed["checkpoint"] = lambda _: signed
    found = []
    taken = seconds(lambda: found.append(read(log.tiles, None, HERE.look)))
    assert [(one.end.size, one.found) for one in found] == [(_ENTRIES, ())]
    return within(f"reading a log, {_ENTRIES:,} entries, no network", taken, limit=20, unit="s")
