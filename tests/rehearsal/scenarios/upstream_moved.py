"""Upstream changes in every way we watch: each is told by name with a proposal, nothing is done."""

import subprocess

from release.pin import Pin
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.upstream import Upstream
from tests.rehearsal.hosts.upstream_api import UpstreamApi
from tests.rehearsal.moves import MOVES, files_of
from tests.rehearsal.world import World

WATCH = "upstream-watch.yml"
SHOWN = ("a release", "licence changed", "file changed", "link dead")
"""The moves played with the script itself; the contract tests play them all."""


def run(world: World) -> None:
    """Watch an upstream that stands still, then one that moves in one way at a time."""
    pin = Pin.parse(world.material.pin_text.encode())
    still(world, pin)
    world.run(WATCH)
    for name in SHOWN:
        move, says = MOVES[name]
        move(*still(world, pin), pin)
        code, out = watch(world)
        require_same(f"{name}: exit code", code, 45)
        require_same(f"{name}: told in {out[-300:]!r}", says in out, expected=True)
    still(world, pin)
    require_same("still again: exit code", watch(world)[0], 0)
    world.upstream.fail("login page")
    require_same("a login page is no change: exit code", watch(world)[0], 69)
    world.upstream.recover()
    require_same("releases", [record.tag for record in world.github.releases()], [])
    require_same("pull requests", world.github.pulls(), ())


def still(world: World, pin: Pin) -> tuple[Upstream, UpstreamApi]:
    """Put upstream where the pin was made, with nothing else changed."""
    made, upstream = world.material, world.upstream
    upstream.recover()
    upstream.drive(made.drive_id, made.checkpoint)
    api = upstream.stand_at(made.repository, made.commit, files_of(pin, made.files))
    api.archived, api.moved_to = False, None
    api.releases.clear()
    return upstream, api


def watch(world: World) -> tuple[int, str]:
    """Run the script in a clone of main, as the job does, without the minute between two looks."""
    home = world.root / "watch"
    if not home.exists():
        clone = ["git", "clone", "-q", str(world.github.git_dir), str(home)]
        subprocess.run(clone, check=True, capture_output=True)
    token = world.github.tokens.issue("github-actions[bot]", {"contents": "read"})
    argv = [str(world.tools.base / "python3"), "-I", "scripts/watch_upstream.py", "--pause", "0"]
    env = {**world.consumer_env(), "GH_TOKEN": token}
    done = subprocess.run(
        argv, cwd=home, env=env, capture_output=True, text=True, check=False, timeout=120
    )
    return done.returncode, done.stdout + done.stderr
