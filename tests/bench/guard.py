"""The guard script, beside the least that any script with HTTPS must do."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.bench.measure import Row, medians
from tests.rehearsal.hosts.tokens import ACTIONS_BOT
from tests.rehearsal.tools import Tools
from tests.rehearsal.world import MAINTAINER, World

LIMIT = 2.0
LEAST = "import http.client, ssl; ssl.create_default_context()"
_ROUNDS = 9
_RIGHTS = {"contents": "read", "actions": "read", "pull-requests": "read"}


def row(tools: Tools, world: World) -> Row:
    """Return how long the guard takes on a push, as a ratio; the world answers its questions."""
    python = str(tools.base / "python3")
    with tempfile.TemporaryDirectory(prefix="guard-") as place:
        tree = Path(place) / "tree"
        _run(["git", "clone", "-q", str(world.github.git_dir), str(tree)], {})
        env = _job(world, Path(place))
        guard, least = medians(
            (
                lambda: _run([python, "-I", str(tree / "scripts/guard.py")], env),
                lambda: _run([python, "-I", "-c", LEAST], env),
            ),
            rounds=_ROUNDS,
        )
    return Row(
        number="guard script",
        measured=f"{guard / least:.2f} x ({guard * 1000:.0f} ms)",
        against=f"`python3 -I -c '{LEAST}'` ({least * 1000:.0f} ms)",
        aim=f"at most {LIMIT:g} x",
        kept=guard <= LIMIT * least,
    )


def _job(world: World, home: Path) -> Mapping[str, str]:
    """Return the variables of the job guard in a run on the tip of main."""
    commit = world.pushed.commit if world.pushed else world.push().commit
    run = world.github.start_run("u2netp-mirror-attach.yml", "push", commit, MAINTAINER)
    repository = world.policy.repository
    return {
        **world.consumer_env(),
        "HOME": str(home),
        "GH_TOKEN": world.github.tokens.issue(ACTIONS_BOT, _RIGHTS, run_id=run.id),
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_REPOSITORY": repository.name,
        "GITHUB_REPOSITORY_ID": str(repository.id),
        "GITHUB_RUN_ID": str(run.id),
        "GITHUB_SHA": commit,
    }


def _run(argv: list[str], env: Mapping[str, str]) -> None:
    subprocess.run(argv, env=dict(env) or None, check=True, capture_output=True, timeout=60)
