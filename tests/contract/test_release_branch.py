"""The commit on release-please's branch, by the real gh; labels and comments of a pull request."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from release.errors import MissingRightError, TryAgainLaterError
from release.git import Git
from release.version import Version
from tests.contract.client import environment
from tests.contract.place import REPO, Place
from upkeep.branch import Branch, commit
from upkeep.next_version import BRANCH, Cut

CUT = Cut(
    version=Version.parse("0.2.0"),
    written={"CHANGELOG.md": b"# Changelog\n\n## 0.2.0, 2026-12-01\n"},
    deleted=("changelog.d/added/0007-a.md",),
)
FILES = {"CHANGELOG.md": "# Changelog\n", "changelog.d/added/0007-a.md": "- A.\n"}


def branch(place: Place, tmp_path: Path) -> Branch:
    """Put FILES on the branch, and fetch it as a job would."""
    place.commit(FILES, BRANCH)
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "clone")], check=True)  # noqa: S607 - whichever git is there
    git = Git.at(tmp_path / "clone", environment(place.network, place.root, ""))
    return Branch.fetched(git, "VMAFx/vmafx", BRANCH)


def env(place: Place, gh: str) -> dict[str, str]:
    given = environment(place.network, place.root, "another's token")
    return {**given, "PATH": f"{Path(gh).parent}:{given['PATH']}"}


def test_the_branch_is_read_as_it_is(place: Place, tmp_path: Path) -> None:
    found = branch(place, tmp_path)
    assert found.files("changelog.d") == {"changelog.d/added/0007-a.md": b"- A.\n"}
    assert (found.file("CHANGELOG.md"), found.file("none")) == (b"# Changelog\n", b"")
    assert set(FILES) <= found.paths()
    assert len(found.day) == len("2026-12-01")


def test_one_commit_writes_and_deletes_and_is_signed(place: Place, gh: str, tmp_path: Path) -> None:
    before = branch(place, tmp_path)
    commit(before, CUT, env(place, gh), place.token(contents="write"))
    after = Branch.fetched(before.git, before.repository, BRANCH)
    assert after.file("CHANGELOG.md") == CUT.written["CHANGELOG.md"]
    assert after.files("changelog.d") == {}
    assert before.git.need("rev-parse", f"{after.head}^").decode().strip() == before.head


def test_a_branch_that_moved_is_not_written(place: Place, gh: str, tmp_path: Path) -> None:
    before = branch(place, tmp_path)
    place.commit({"more": "x"}, BRANCH)
    with pytest.raises(TryAgainLaterError):
        commit(before, CUT, env(place, gh), place.token(contents="write"))
    assert Branch.fetched(before.git, before.repository, BRANCH).files("changelog.d") != {}


def test_a_token_that_may_only_read_is_refused(place: Place, gh: str, tmp_path: Path) -> None:
    with pytest.raises(MissingRightError):
        commit(branch(place, tmp_path), CUT, env(place, gh), place.token(contents="read"))


def test_a_path_that_is_not_there_cannot_be_deleted(place: Place, gh: str, tmp_path: Path) -> None:
    wrong = replace(CUT, deleted=("none",))
    with pytest.raises(TryAgainLaterError):
        commit(branch(place, tmp_path), wrong, env(place, gh), place.token(contents="write"))


def pull(place: Place) -> str:
    """Open a pull request, and return its address as an issue."""
    place.commit({"a": "a"}, "side")
    token = place.token(pull_requests="write")
    body = {"title": "t", "head": "side", "base": "main", "body": "b"}
    made = place.client("POST", f"{REPO}/pulls", token=token, body=body)
    assert made.status == 201
    return f"{REPO}/issues/{made.document()['number']}"


def test_labels_are_added_once_and_removed(place: Place) -> None:
    at, token = pull(place), place.token(pull_requests="write")
    add = {"labels": ["autorelease: pending"]}
    for _ in range(2):
        done = place.client("POST", f"{at}/labels", token=token, body=add)
        assert [label["name"] for label in done.rows()] == add["labels"]
    gone = place.client("DELETE", f"{at}/labels/autorelease:%20pending", token=token)
    assert (gone.status, gone.rows()) == (200, [])
    again = place.client("DELETE", f"{at}/labels/autorelease:%20pending", token=token)
    assert again.status == 404


def test_a_label_that_is_not_there_is_made_by_whoever_may_write_issues_alone(place: Place) -> None:
    at, add = f"{pull(place)}/labels", {"labels": ["autorelease: pending", "new"]}
    label = f"{REPO}/labels/new"
    refused = place.client("POST", at, token=place.token(pull_requests="write"), body=add)
    assert (refused.status, "permission to create labels" in refused.message) == (403, True)
    reader = place.token(contents="read")
    assert place.client("GET", label, token=reader).status == 404
    done = place.client("POST", at, token=place.token(issues="write"), body=add)
    assert [row["name"] for row in done.rows()] == add["labels"]
    assert place.client("GET", label, token=reader).document()["name"] == "new"


@pytest.mark.parametrize("rights", [{"issues": "write"}, {"pull_requests": "write"}])
def test_a_comment_needs_one_of_two_rights(place: Place, rights: dict[str, str]) -> None:
    at, say = f"{pull(place)}/comments", {"body": "Release is at …"}
    assert place.client("POST", at, token=place.token(**rights), body=say).status == 201
    reader = place.token(contents="write")
    assert place.client("POST", at, token=reader, body=say).status == 403


def test_nothing_is_said_about_a_pull_request_that_is_not_there(place: Place) -> None:
    token = place.token(issues="write")
    made = place.client("POST", f"{REPO}/issues/99/comments", token=token, body={"body": "x"})
    assert made.status == 404
