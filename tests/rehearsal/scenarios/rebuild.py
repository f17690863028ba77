"""A stranger clones the repository, makes the released model again, and says so."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from release.names import pin_path
from release.verify.rebuild import MODELS
from tests.rehearsal import environment
from tests.rehearsal.failure import RehearsalError, require_same
from tests.rehearsal.hosts.faults import corrupt
from tests.rehearsal.hosts.state import Asset
from tests.rehearsal.scenarios.release import NAMES, published
from tests.rehearsal.world import World

_URL = "https://github.com/VMAFx/vmafx.git"
_INSTALL = (
    "venv --quiet --python {python} .venv",
    "pip sync --quiet --python .venv --require-hashes requirements/export.txt",
    "pip install --quiet --python .venv --no-deps --no-build-isolation .",
)


def run(world: World) -> None:
    """Do what docs/ai/rebuild.md says, and compare the statement with the release."""
    home = world.root / "rebuild"
    packages = environment.packages(world.tools.wheels, world.root / "uv", world.tools.torch)
    env = {**world.consumer_env(), **packages}
    call(("git", "clone", "-q", _URL, str(home)), world.root, env)
    for words in _INSTALL:
        argv = words.format(python=world.tools.base / "python3").split()
        call((str(world.tools.uv), *argv), home, env)
    require_same("made again: exit code", again(home, env, "sources"), 0)
    said = json.loads((home / "statement.json").read_bytes())
    assets = {asset.name: asset for asset in published(world).assets}
    subjects = [subject(assets[NAMES.asset(role)]) for role in MODELS]
    require_same("the statement's subjects", said["subject"], subjects)
    refuse_others(home, env)


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


def call(argv: tuple[str, ...], folder: Path, env: Mapping[str, str]) -> None:
    """Run a command that must succeed."""
    done = subprocess.run(
        argv, cwd=folder, env=dict(env), capture_output=True, check=False, timeout=120
    )
    if done.returncode:
        raise RehearsalError(
            "command",
            f"{' '.join(argv)[:120]} ended with {done.returncode}: {done.stderr.decode()[-300:]}",
            expected="0",
            remedy="correct docs/ai/rebuild.md, or what it promises",
        )
