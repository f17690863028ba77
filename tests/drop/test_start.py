"""The run on main is started with gh, by an argument list; or somebody is told how."""

from pathlib import Path

import pytest

from release.acquire.offer import Pushed
from release.acquire.start import command, is_ours, start
from release.errors import MissingRightError
from tests.clones import program
from tests.sign.samples import PUBLISHER

COMMIT = "c" * 40
OURS = "https://github.com/VMAFx/vmafx"
LINE = "gh workflow run u2netp-mirror-attach.yml --repo VMAFx/vmafx --ref main -f reason=drop"


def pushed(remote: str) -> Pushed:
    return Pushed(remote=remote, branch="drop/u2netp/0123456789abcdef", commit=COMMIT, new=True)


@pytest.mark.parametrize(
    ("remote", "repository"),
    [
        (OURS, "VMAFx/vmafx"),
        (f"{OURS}.git", "VMAFx/vmafx"),
        (f"{OURS}/", "VMAFx/vmafx"),
        ("https://me:secret@github.com/VMAFx/vmafx", "VMAFx/vmafx"),
        ("git@github.com:VMAFx/vmafx.git", "VMAFx/vmafx"),
        ("ssh://git@github.com/VMAFx/vmafx", "VMAFx/vmafx"),
        ("https://github.com/me/vmafx", "me/vmafx"),
        ("https://github.com.evil.example/VMAFx/vmafx", None),
        ("https://evil.example/github.com/VMAFx/vmafx", None),
        ("../remote.git", None),
    ],
)
def test_the_repository_is_read_from_the_address(remote: str, repository: str | None) -> None:
    assert pushed(remote).repository == repository
    assert is_ours(pushed(remote), PUBLISHER) is (repository == "VMAFx/vmafx")


def test_a_drop_of_ours_needs_no_commit_and_one_of_a_fork_does() -> None:
    assert " ".join(command(pushed(OURS), PUBLISHER)) == LINE
    fork = command(pushed("https://github.com/me/vmafx"), PUBLISHER)
    assert " ".join(fork) == f"{LINE} -f drop=me/vmafx@{COMMIT}"


def test_gh_gets_an_argument_list_and_no_other_variable(tmp_path: Path) -> None:
    record = 'printf "%s\\n" "$@" > "$HOME/said"; env > "$HOME/env"'
    path = program(tmp_path / "bin", "gh", record)
    environment = {"PATH": f"{path}:/usr/bin:/bin", "HOME": str(tmp_path), "SECRET": "x"}
    assert start(pushed(OURS), PUBLISHER, environment)
    assert " ".join((tmp_path / "said").read_text().split()) == LINE.removeprefix("gh ")
    seen = (tmp_path / "env").read_text()
    assert ("SECRET" in seen, "GH_TELEMETRY=false" in seen) == (False, True)


def test_without_gh_or_a_login_nothing_is_started(tmp_path: Path) -> None:
    assert not start(pushed(OURS), PUBLISHER, {"PATH": str(tmp_path)})
    path = program(tmp_path / "bin", "gh", "exit 4")
    assert not start(pushed(OURS), PUBLISHER, {"PATH": f"{path}:/usr/bin:/bin"})


def test_a_login_that_may_not_start_it_is_told_that_the_drop_is_pushed(tmp_path: Path) -> None:
    path = program(tmp_path / "bin", "gh", "echo 'HTTP 403: Must have rights' >&2; exit 1")
    with pytest.raises(MissingRightError) as caught:
        start(pushed(OURS), PUBLISHER, {"PATH": f"{path}:/usr/bin:/bin"})
    assert "is pushed" in caught.value.problem
