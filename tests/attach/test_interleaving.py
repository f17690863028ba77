"""Two runs at the same time, whatever the order of their calls: one release, whole, one number.

In production one job publishes at a time (`concurrency` in the workflow). This shows that nothing
rests on it alone.
"""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import pytest

from release.attach.publication import Receipt, attach
from release.attach.releases import Release, Releases
from release.attach.staged import StagedSet
from release.errors import ForeignObjectError
from tests.attach.memory import InMemoryReleases
from tests.attach.place import Place, other_content, staged, wanted
from tests.attach.turns import InTurns, Turns, together

# A run makes as many calls to the API in all; the world without a token changes nothing. The
# other run stops before its draft, after it, half way, before publishing and after it. The whole
# square of 26 by 26 takes three minutes.
CALLS = 25
STOPS = (1, 2, 12, 23, 24)
SECOND: Mapping[str, Callable[[], StagedSet]] = {
    "the same signed set": staged,
    "another signing of it": functools.partial(staged, salt="B"),
    "other content": other_content,
}


def raced(first: int, second: int, signed: StagedSet) -> tuple[InMemoryReleases, dict[str, object]]:
    """Let A make `first` calls, B `second`, then A finish, then B."""
    place, turns = Place(), Turns.of(first, second)
    runs = []
    for actor, files in (("A", staged()), ("B", signed)):
        releases = cast("Releases", InTurns(actor, turns, place.releases))
        runs.append((actor, functools.partial(attach, wanted(files), place.around(releases))))
    return place.releases, together(turns, runs)


def published(releases: InMemoryReleases) -> Release:
    (release,) = [release for release in releases.releases.values() if not release.draft]
    return release


def holds(release: Release, data: dict[int, bytes], signed: StagedSet) -> bool:
    there = {asset.name: data[asset.id] for asset in release.assets}
    return there == {a.name: Path(signed.path(a)).read_bytes() for a in signed.artifacts()}


@pytest.mark.parametrize("second", STOPS)
@pytest.mark.parametrize("name", SECOND)
def test_two_runs_publish_one_whole_release_in_any_order(name: str, second: int) -> None:
    signed = SECOND[name]()
    for first in range(CALLS + 1):
        releases, ended = raced(first, second, signed)
        release = published(releases)
        whose = [files for files in (staged(), signed) if holds(release, releases.data, files)]
        assert whose, f"a mixture was published after {first} and {second} calls"
        allowed = (Receipt, ForeignObjectError) if name == "other content" else (Receipt,)
        assert all(isinstance(end, allowed) for end in ended.values()), ended
        assert any(isinstance(end, Receipt) for end in ended.values())


@pytest.mark.parametrize("first", range(0, CALLS + 1, 4))
def test_a_further_run_leaves_no_draft_behind_two_that_raced(first: int) -> None:
    releases, _ = raced(first, CALLS // 2, staged(salt="B"))
    Place(releases=releases).attach(wanted())
    assert [release.draft for release in releases.releases.values()] == [False]
