"""A release over real sockets, by a process of its own: how many calls, how much memory."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from release.names import Role
from tests.contract.client import environment
from tests.contract.place import Place
from tests.static.tree import ROOT

API = ("api.github.com", "uploads.github.com")
MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Attached:
    """What the process said about itself, and what was asked of GitHub."""

    said: dict[str, float]
    asked: int


@pytest.fixture
def place(tmp_path: Path, socket_enabled: None) -> Iterator[Place]:
    del socket_enabled  # asked for: the world lives on loopback
    world = Place.open(tmp_path)
    yield world
    world.close()


def attached(place: Place, size: int) -> Attached:
    """Attach a set whose checkpoint has `size` bytes."""
    folder = place.root / "signed"
    folder.mkdir()
    token = place.token(contents="write")
    commit = place.git("-C", str(place.github.git_dir), "rev-parse", "main").stdout.strip()
    variables = environment(place.network, place.root, token)
    done = subprocess.run(
        [sys.executable, "-m", "tests.attach.child", str(folder), str(size)],
        cwd=ROOT,
        env={**variables, "GITHUB_SHA": commit, "TMPDIR": str(place.root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    asked = sum(seen.host in API for seen in place.network.requests)
    return Attached(json.loads(done.stdout.splitlines()[-1]), asked)


def test_a_release_takes_two_calls_for_each_file_and_five_more(place: Place) -> None:
    found = attached(place, 5)
    assert found.asked <= 2 * len(Role) + 5
    assert found.said["uploads"] == len(Role)


def test_memory_stays_flat_however_long_an_asset_is(place: Place) -> None:
    found = attached(place, 192 * MEBIBYTE)
    assert found.said["peak"] <= 150
    assert place.github.releases()[0].release.immutable
