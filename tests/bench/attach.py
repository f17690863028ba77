"""Attaching over real sockets, by a process of its own: time, calls, memory for a long asset."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from release.names import Role
from tests.attach.test_loopback import attached
from tests.bench.measure import Row
from tests.contract.place import Place

SECONDS, MEGABYTES = 3.0, 150.0
LONG = 1_900_000_000


def rows() -> Iterator[Row]:
    """Return how long a release takes, and what one with an asset of 1.9 GB needs."""
    short, calls, _ = _attached(5)
    yield Row(
        number="attach, no faults",
        measured=f"{short:.2f} s, {calls} calls of the API for {len(Role)} files",
        against="nothing comparable",
        aim=f"at most {SECONDS:g} s, two calls a file and five more",
        kept=short <= SECONDS and calls <= 2 * len(Role) + 5,
    )
    long, _, peak = _attached(LONG)
    yield Row(
        number="attach, an asset of 1.9 GB",
        measured=f"peak memory {peak:.0f} MB, {long:.0f} s",
        against="nothing comparable",
        aim=f"at most {MEGABYTES:g} MB",
        kept=peak <= MEGABYTES,
    )


def _attached(size: int) -> tuple[float, int, float]:
    with tempfile.TemporaryDirectory(prefix="attach-") as folder:
        place = Place.open(Path(folder))
        try:
            found = attached(place, size)
        finally:
            place.close()
    return found.said["seconds"], found.asked, found.said["peak"]
