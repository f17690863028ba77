"""The script that stands before release-please: it asks the policy, and compares the token."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core import samples
from tests.static.tree import ROOT

DEGRADED = 'release-please = { token = "GITHUB_TOKEN" }'
APP = 'release-please = { app = "the-app", client_id = "Iv1" }'
NOTHING = {"APP_SLUG": "", "APP_TOKEN": "", "GH_TOKEN": "of the job"}
GIVEN = {**NOTHING, "APP_SLUG": "the-app", "APP_TOKEN": "of the App"}


def ran(root: Path, row: str, verb: str, **given: str) -> tuple[int, str, str]:
    """Run the script in a tree whose policy says `row`; return code, outputs and summary."""
    for part in ("release", "scripts"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    policy = root / "model/policy.toml"
    policy.parent.mkdir()
    policy.write_text(samples.policy_text().replace(DEGRADED, row))
    files = {"GITHUB_OUTPUT": root / "output", "GITHUB_STEP_SUMMARY": root / "summary"}
    for file in files.values():
        file.write_text("")
    argv = [sys.executable, "-I", str(root / "scripts/release_writer.py"), verb, "--json"]
    env = {**given, **{name: str(file) for name, file in files.items()}}
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert json.loads(done.stdout)
    outputs, summary = (file.read_text() for file in files.values())
    return done.returncode, outputs, summary


@pytest.mark.parametrize(("row", "client_id"), [(DEGRADED, ""), (APP, "Iv1")])
def test_the_job_is_told_whose_token_to_ask_for(tmp_path: Path, row: str, client_id: str) -> None:
    code, outputs, summary = ran(tmp_path, row, "ask")
    assert (code, outputs.splitlines()[1], summary) == (0, client_id, "")


@pytest.mark.parametrize(
    ("row", "given", "code"),
    [
        (DEGRADED, NOTHING, 0),
        (APP, GIVEN, 0),
        (DEGRADED, GIVEN, 43),
        (APP, NOTHING, 43),  # the answer was lost, or the key is missing
        (APP, {**GIVEN, "APP_SLUG": "u2netp-mirror-release"}, 43),
        (APP, {**GIVEN, "APP_SLUG": "github-actions"}, 43),
        (APP, {**GIVEN, "APP_TOKEN": ""}, 10),
        (DEGRADED, {**NOTHING, "GH_TOKEN": ""}, 10),
        ('release-please = { app = "The App", client_id = "Iv1" }', GIVEN, 40),
    ],
)
def test_a_token_of_anybody_else_ends_the_job_before_release_please(
    tmp_path: Path, row: str, given: dict[str, str], code: int
) -> None:
    found, outputs, summary = ran(tmp_path, row, "require", **given)
    assert (found, outputs, bool(summary)) == (code, "", code == 0)
    assert ("Degraded mode" in summary) == (code == 0 and row == DEGRADED)
