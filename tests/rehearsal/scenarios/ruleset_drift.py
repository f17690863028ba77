"""Settings are clicked, then drift one at a time: the doctor finds each by name."""

import copy
import subprocess
from dataclasses import dataclass

from tests.rehearsal import owner
from tests.rehearsal.drifts import DRIFTS
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.governed import Settings
from tests.rehearsal.world import World
from tests.static.page import block
from tests.static.tree import text

PAGE = "docs/setup.md"
OWNER = {
    "administration": "write",
    "actions": "read",
    "contents": "read",
    "environments": "read",
    "organization-administration": "read",
    "secrets": "read",
}
SHOWN = (
    "no review",
    "tags may move",
    "somebody bypasses",
    "a ruleset deleted",
    "immutable releases off",
    "nobody is asked",
    "a watch stopped",
)
"""The drifts played with the script itself; the contract tests play them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How the doctor ended."""

    code: int
    out: str
    err: str


def run(world: World) -> None:
    """Click, drift, mend; each time the doctor is a process of its own, as at a desk."""
    numbers = owner.click(world.github, world.tree)
    require_same("clicked: exit code", ask(world, OWNER).code, 0)
    right = copy.deepcopy(world.github.settings)
    for name in SHOWN:
        drift, where = DRIFTS[name]
        drift(world.github, numbers)
        found = ask(world, OWNER)
        require_same(f"{name}: exit code", found.code, 44)
        require_same(f"{name}: found at", differing(found), {where})
        require_same(f"{name}: says the click", f"→ {where}: " in found.out, expected=True)
        mend(world, right)
    require_same("mended: exit code", ask(world, OWNER).code, 0)
    without = ask(world, {**OWNER, "administration": "none"})
    require_same("no right to ask: exit code", without.code, 43)
    require_same("no right to ask: found", differing(without), set())


def ask(world: World, rights: dict[str, str]) -> Said:
    """Run the doctor as the page says; gh's login is a maintainer's App that has `rights`."""
    token = world.github.tokens.issue("doctor[bot]", rights)
    own = world.consumer_env()
    env = {**own, "GH_TOKEN": token, "PATH": f"{world.tools.base}:{own['PATH']}"}
    argv = ("bash", "-c", block(text(PAGE), "sh", "scripts/doctor.py"))
    done = subprocess.run(
        argv, cwd=world.tree, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    return Said(code=done.returncode, out=done.stdout, err=done.stderr)


def differing(said: Said) -> set[str]:
    """Return the places that the doctor says differ."""
    lines = [line for line in said.out.splitlines() if line.startswith("DIFFERS")]
    return {line.removeprefix("DIFFERS").strip().partition(": ")[0] for line in lines}


def mend(world: World, right: Settings) -> None:
    """Click everything back."""
    world.github.immutable_releases = True
    world.github.state.stopped.clear()
    for name in ("environments", "rulesets"):
        setattr(world.github.settings, name, copy.deepcopy(getattr(right, name)))
