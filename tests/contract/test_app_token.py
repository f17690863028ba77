"""From an App's key to its token and what that may know: the stand-in action, and our session."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from github.Repository import Repository

from release.errors import MissingRightError
from release.github import session
from release.github.settings import Immutability, immutable_releases
from release.policy import JOB_ACTOR, Writer
from tests.contract.client import environment
from tests.contract.place import REPO, Place
from tests.rehearsal.catalogue import known_inputs
from tests.rehearsal.hosts.apps import Registered

ACTION = Path(__file__).parents[1] / "rehearsal/actions/create_github_app_token"
JOB = Writer(actor=JOB_ACTOR, client_id=None)
APP = Writer(actor="release-app[bot]", client_id="Iv1")
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


@pytest.fixture
def seen(place: Place, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Repository]:
    """Return a way to see the repository with a token of `actor`, as a job sees it."""
    monkeypatch.setenv("https_proxy", place.network.proxy_url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(place.network.ca_file))
    monkeypatch.delenv("no_proxy", raising=False)

    def repository(actor: str) -> Repository:
        rights = {"contents": "write"} if actor == JOB_ACTOR else RIGHTS
        token = place.token(actor, **rights)
        return session.repository("VMAFx/vmafx", token)

    return repository


@pytest.mark.parametrize(
    ("writer", "setting", "answer"),
    [
        (APP, "on", Immutability.ON),
        (APP, "off", Immutability.OFF),
        (JOB, "on", Immutability.UNKNOWN_BY_RIGHT),
        (JOB, "off", Immutability.UNKNOWN_BY_RIGHT),
    ],
)
def test_only_an_app_learns_whether_releases_are_immutable(
    place: Place,
    seen: Callable[[str], Repository],
    writer: Writer,
    setting: str,
    answer: Immutability,
) -> None:
    place.github.immutable_releases = setting == "on"
    assert immutable_releases(seen(writer.actor), writer) is answer


def test_an_app_without_the_right_is_an_error_and_not_an_answer(
    seen: Callable[[str], Repository],
) -> None:
    with pytest.raises(MissingRightError):
        immutable_releases(seen(JOB_ACTOR), APP)
