"""The verbs of `record` against the local GitHub: one move, compared by GitHub itself."""

import pytest
from github import Auth, Github

from release.errors import MissingRightError
from release.github.branches import GitHubBranches
from release.record.branches import Comparison
from release.writers import JOB_ACTOR
from tests.contract.place import Place

BRANCH = "bot/u2netp-mirror-v1"
FILES = {"model/tiny/a.json": b"{}\n"}


@pytest.fixture
def branches(pygithub: Github) -> GitHubBranches:
    return GitHubBranches(pygithub.get_repo("VMAFx/vmafx"), owner="VMAFx", author=JOB_ACTOR)


def proposed(branches: GitHubBranches) -> tuple[str, str]:
    main = branches.tip("main") or ""
    commit = branches.commit(main, FILES, "chore(registry): record it") or ""
    branches.point(BRANCH, commit, old=None)
    return main, commit


def test_a_commit_on_mains_tip_becomes_the_branch_in_one_move(branches: GitHubBranches) -> None:
    main, commit = proposed(branches)
    assert branches.tip(BRANCH) == commit
    assert branches.file("model/tiny/a.json", commit) == b"{}\n"
    paths = frozenset(FILES)
    assert branches.compare(main, commit) == Comparison(since=main, strangers=(), paths=paths)


def test_the_branch_moves_away_from_an_old_tip_of_main(
    place: Place, branches: GitHubBranches
) -> None:
    _, old = proposed(branches)
    main = place.commit({"README.md": "later\n"})
    new = branches.commit(main, FILES, "chore(registry): record it") or ""
    branches.point(BRANCH, new, old=old)
    assert branches.tip(BRANCH) == new


@pytest.mark.parametrize("old", [None, "0" * 39 + "1"])
def test_a_branch_that_is_not_what_was_seen_stays(
    branches: GitHubBranches, old: str | None
) -> None:
    main, commit = proposed(branches)
    other = branches.commit(main, {"other": b"x"}, "other") or ""
    branches.point(BRANCH, other, old=old)
    assert branches.tip(BRANCH) == commit


def test_somebodys_commit_is_named(place: Place, branches: GitHubBranches) -> None:
    main = branches.tip("main") or ""
    place.commit({"notes.md": "mine\n"}, branch=BRANCH)
    seen = branches.compare(main, branches.tip(BRANCH) or "")
    assert (seen.strangers, seen.paths) == (
        ("somebody without an account",),
        frozenset({"notes.md"}),
    )


def test_a_token_that_may_not_write_is_told_so(place: Place, branches: GitHubBranches) -> None:
    main, commit = proposed(branches)
    reader = Auth.Token(place.token(contents="read"))
    with Github(auth=reader) as limited:
        read_only = GitHubBranches(limited.get_repo("VMAFx/vmafx"), owner="VMAFx", author=JOB_ACTOR)
        with pytest.raises(MissingRightError):
            read_only.point(BRANCH, main, old=commit)
    assert branches.tip(BRANCH) == commit
