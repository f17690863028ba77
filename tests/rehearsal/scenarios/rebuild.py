"""A stranger clones the repository, makes the released model again, and says so."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from release.manifest import Manifest
from release.names import Role, pin_path
from release.verify.rebuild import MODELS
from tests.rehearsal import environment
from tests.rehearsal.failure import RehearsalError, require_same
from tests.rehearsal.hosts.faults import corrupt
from tests.rehearsal.hosts.state import Asset
from tests.rehearsal.pages import shell
from tests.rehearsal.scenarios.release import NAMES, published
from tests.rehearsal.world import World
from tests.static.page import block
from tests.static.tree import text

PAGE = "docs/ai/rebuild.md"
_COMMIT = "THE_COMMIT_OF_THE_MANIFEST"


def run(world: World) -> None:
    """Do what docs/ai/rebuild.md says, word for word, and compare the statement with the release.

    uv takes the world's Python and packages; the manifest's commit stands where the page names it.
    """
    packages = environment.packages(world.tools.wheels, world.root / "uv", world.tools.torch)
    env = {**world.consumer_env(), **packages, "UV_PYTHON": str(world.tools.base / "python3")}
    env["PATH"] = f"{world.tools.uv.parent}:{env['PATH']}"
    desk = world.root / "rebuild"
    desk.mkdir()
    assets = {asset.name: asset for asset in published(world).assets}
    told = block(text(PAGE), "sh", "scripts/rebuild.py")
    require_same("the page names a commit", _COMMIT in told, expected=True)
    follow(told.replace(_COMMIT, source(assets[NAMES.asset(Role.MANIFEST)])), desk, env)
    home = desk / "vmafx"
    said = json.loads((home / "statement.json").read_bytes())
    subjects = [subject(assets[NAMES.asset(role)]) for role in MODELS]
    require_same("the statement's subjects", said["subject"], subjects)
    refuse_others(home, env)


def source(manifest: Asset) -> str:
    """Return the commit that the published manifest names."""
    return Manifest.parse(manifest.path.read_bytes()).source.commit


def subject(asset: Asset) -> dict[str, object]:
    """Return how a statement names the published `asset`."""
    return {"digest": {"sha256": str(asset.digest).removeprefix("sha256:")}, "name": asset.name}


def refuse_others(home: Path, env: Mapping[str, str]) -> None:
    """Refuse a checkpoint that is not the pinned one, and a checkout of another content."""
    copy = home / "copy.pth"
    copy.write_bytes(corrupt((home / "sources" / "u2netp.pth").read_bytes()))
    wrong = again(home, env, "others", "--checkpoint", str(copy))
    require_same("another checkpoint: exit code", wrong, 20)
    pin = home / pin_path("u2netp")
    pin.write_text(pin.read_text().replace('input = "input"', 'input = "picture"'))
    require_same("another content: exit code", again(home, env, "sources"), 20)


def again(home: Path, env: Mapping[str, str], sources: str, *more: str) -> int:
    """Run the script in the clone and return its exit code; what it wrote before is removed."""
    (home / "statement.json").unlink(missing_ok=True)
    argv = (".venv/bin/python", "-I", "scripts/rebuild.py", str(NAMES.tag), "--sources", sources)
    done = subprocess.run(
        (*argv, "--output", "statement.json", *more),
        cwd=home, env=dict(env), capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    require_same("a statement", (home / "statement.json").exists(), expected=done.returncode == 0)
    return done.returncode


def follow(told: str, folder: Path, env: Mapping[str, str]) -> None:
    """Run a block of the page, up to its first command that fails."""
    done = shell(f"set -e\n{told}", folder, env)
    if done.returncode:
        raise RehearsalError(
            "documented command",
            f"the block of {PAGE} ended with {done.returncode}: {done.stdout[-300:]}",
            expected="0",
            remedy=f"correct {PAGE}, or what it promises",
        )
