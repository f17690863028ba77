"""From an App's key to its token: the stand-in action speaks to the local GitHub."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.client import environment
from tests.contract.place import REPO, Place
from tests.rehearsal.catalogue import known_inputs
from tests.rehearsal.hosts.apps import Registered

ACTION = Path(__file__).parents[1] / "rehearsal/actions/create_github_app_token"
RIGHTS = {"contents": "write", "administration": "read"}


def created(place: Place, **inputs: str) -> "subprocess.CompletedProcess[str]":
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    api = {"github-api-url": "https://api.github.com"}
    every = {**dict.fromkeys(known_inputs(ACTION), ""), **api, **given}
    variables = {
        **environment(place.network, place.root),
        "INPUTS": json.dumps(every),
        "GITHUB_OUTPUT": str(place.root / "output"),
        "GITHUB_REPOSITORY": "VMAFx/vmafx",
    }
    return subprocess.run(
        [sys.executable, "-I", str(ACTION / "create.py")],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def registered(place: Place) -> Registered:
    return place.github.register_app("release-app", RIGHTS)


@pytest.mark.behaviour(3)
def test_the_stand_in_turns_a_key_into_a_token_and_masks_it(
    place: Place, registered: Registered
) -> None:
    key = {"client_id": registered.app.client_id, "private_key": registered.private_key}
    done = created(place, **key, permission_contents="read")
    assert done.returncode == 0, done.stderr
    lines = (place.root / "output").read_text().splitlines()
    outputs = dict(line.split("=", 1) for line in lines)
    assert outputs["app-slug"] == "release-app"
    assert f"::add-mask::{outputs['token']}\n" in done.stdout
    assert place.client("GET", f"{REPO}/releases", token=outputs["token"]).status == 200
    assert place.client("GET", f"{REPO}/immutable-releases", token=outputs["token"]).status == 403


@pytest.mark.parametrize(
    "change",
    [
        {"private_key": ""},
        {"private_key": "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"},
        {"client_id": "Iv23liNobody"},
        {"permission_pull_requests": "write"},
        {"repositories": "another"},
    ],
)
def test_the_stand_in_makes_no_token_otherwise(
    place: Place, registered: Registered, change: dict[str, str]
) -> None:
    key = {"client_id": registered.app.client_id, "private_key": registered.private_key}
    done = created(place, **{**key, **change})
    assert (done.returncode, "stand-in for" in done.stderr) == (1, True)
    assert not (place.root / "output").exists()
