"""The working tree becomes one commit elsewhere, and one's own repository is only read."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.snapshot import Git, working_tree
from tests.rehearsal_unit import toy


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a checkout with a changed, a deleted, an untracked and an ignored file."""
    folder = tmp_path / "tree"
    files = {".gitignore": "ignored\n", "kept": "1\n", "changed": "1\n", "deleted": "1\n"}
    toy.repository(folder, files)
    (folder / "changed").write_text("2\n")
    (folder / "deleted").unlink()
    (folder / "deep").mkdir()
    (folder / "deep" / "new").write_text("3\n")
    (folder / "ignored").write_text("4\n")
    return folder


def bare(tmp_path: Path) -> Git:
    git_dir = tmp_path / "world.git"
    make = ("git", "init", "-q", "--bare", "-b", "main", str(git_dir))
    subprocess.run(make, check=True)
    return Git(git_dir, tmp_path / "index")


def state(folder: Path) -> dict[str, str]:
    files = sorted(path for path in (folder / ".git").rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_commit_holds_the_working_tree_with_one_file_exchanged(
    tmp_path: Path, tree: Path
) -> None:
    git, seen = bare(tmp_path), working_tree(tree)
    git.take(tree, seen.files)
    git.put("kept", b"other\n")
    commit = git.commit("the working tree")
    assert seen.local_changes
    assert git.names(commit, "deep") == ("new",)
    assert git.read(commit, "changed") == b"2\n"
    assert git.read(commit, "kept") == b"other\n"
    assert set(seen.files) == {".gitignore", "changed", "deep/new", "kept"}


def test_the_users_own_repository_is_not_written(tmp_path: Path, tree: Path) -> None:
    before = state(tree)
    git = bare(tmp_path)
    git.take(tree, working_tree(tree).files)
    git.commit("the working tree")
    assert state(tree) == before


def test_a_later_commit_stacks_on_top(tmp_path: Path, tree: Path) -> None:
    git = bare(tmp_path)
    git.take(tree, working_tree(tree).files)
    first = git.commit("the working tree")
    git.start_from(first)
    git.put("deep/more", b"5\n")
    second = git.commit("more")
    assert git.tip() == second
    assert git.changed(first, second) == ("deep/more",)


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="no git checkout"):
        working_tree(tmp_path)
