"""The fixtures of the contract tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from github import Auth, Github

from tests.contract.place import Place


@pytest.fixture
def place(tmp_path: Path, socket_enabled: None) -> Iterator[Place]:
    del socket_enabled  # asked for: the world lives on loopback
    world = Place.open(tmp_path)
    yield world
    world.close()


@pytest.fixture
def gh() -> str:
    found = shutil.which("gh")
    if found is None:
        pytest.skip("not run: gh is not on PATH")
    return found


@pytest.fixture
def pygithub(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Github]:
    # The library under test finds proxy and authority in the environment, as in a job.
    monkeypatch.setenv("https_proxy", place.network.proxy_url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(place.network.ca_file))
    monkeypatch.delenv("no_proxy", raising=False)
    token = place.token(contents="write", pull_requests="write", actions="write")
    with Github(
        auth=Auth.Token(token), seconds_between_requests=None, seconds_between_writes=None
    ) as client:
        yield client
