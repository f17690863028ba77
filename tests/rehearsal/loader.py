"""A program that loads a model: a model directory, the documented call, and its exit code."""

import subprocess
from pathlib import Path

from release.names import REGISTRY, Names, Role
from release.verify.newest import LIST
from tests.rehearsal.shown import Shown
from tests.watch.seeded import tag

PROGRAM = """
import sys
from pathlib import Path
from release import report
from release.verify.session import load_verified, read_demands
policy, trusted_root, state, models, name = sys.argv[1:]
def body():
    demands = read_demands(
        policy=Path(policy), trusted_root=Path(trusted_root), state=Path(state))
    session = load_verified(name, jail=Path(models), demands=demands)
    return {"inputs": [one.name for one in session.get_inputs()]}
report.run(body, as_json=True)
"""


def loaded(shown: Shown, n: int) -> int:
    """Load the model of release `n` out of a directory made from today's main; the exit code.

    The machine has seen nothing before: its state is new.
    """
    home = shown.clone()
    models = model_directory(shown, home, n)
    words = (
        *(home / "model/policy.toml", shown.world.sigstore.trusted_root),
        *(home / ".git" / "seen" / "seen.json", models, Names(tag(n)).asset(Role.MODEL)),
    )
    done = subprocess.run(
        [str(shown.python), "-I", "-c", PROGRAM, *map(str, words)],
        env={},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode


def model_directory(shown: Shown, home: Path, n: int) -> Path:
    """Make the directory of docs/ai/security.md: a release, and what the checkout `home` holds."""
    models, names, files = home / ".git" / "models", Names(tag(n)), shown.shelf.sets[n].files
    models.mkdir(mode=0o755)
    for role in (Role.MODEL, Role.MANIFEST, Role.MANIFEST_BUNDLE):
        (models / names.asset(role)).write_bytes(files[role])
    (models / names.tree_bundle).write_bytes(files[Role.MODEL_BUNDLE])
    for path in (home / REGISTRY, *(home / REGISTRY).parent.glob(f"{LIST}*")):
        (models / path.name).write_bytes(path.read_bytes())
    return models
