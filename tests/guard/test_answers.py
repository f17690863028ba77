"""How the guard's answer reaches the other jobs, and where its inputs come from."""

import shutil
import subprocess
from pathlib import Path

import pytest

from release.checkout import Checkout
from release.errors import MissingInputError, TryAgainLaterError
from release.guard import inputs, summary
from release.guard.decide import Go, NothingToDo
from release.guard.plan import Plan
from release.names import pin_path, receipt_path
from tests.core.samples import pin_text, plan

GIT = shutil.which("git") or "git"


def git(folder: Path, *words: str) -> str:
    name = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    done = subprocess.run(
        [GIT, *name, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder: Path, path: str, text: str) -> str:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", path)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, receipt_path("u2netp"), "receipt\n")
    commit(tmp_path, pin_path("u2netp"), pin_text())
    return tmp_path


def checkout(tree: Path) -> Checkout:
    return Checkout.at(tree, {"PATH": "/usr/bin:/bin"})


def test_the_source_commit_is_the_last_that_changed_pin_or_receipt(tree: Path) -> None:
    last = git(tree, "rev-parse", "HEAD")
    here = commit(tree, "README.md", "unrelated\n")
    wanted = inputs.wanted(tree, "u2netp", checkout(tree), event="push", commit=here)
    assert wanted.source_commit == last


def test_another_receipt_is_other_content(tree: Path) -> None:
    first = inputs.wanted(tree, "u2netp", checkout(tree), event="push", commit="x")
    commit(tree, receipt_path("u2netp"), "another receipt\n")
    second = inputs.wanted(tree, "u2netp", checkout(tree), event="push", commit="x")
    assert first.content_key != second.content_key


def test_a_checkout_without_history_is_refused(tree: Path, tmp_path: Path) -> None:
    git(tree, "clone", "-q", "--depth", "1", f"file://{tree}", str(tmp_path / "shallow"))
    with pytest.raises(MissingInputError):
        checkout(tmp_path / "shallow")


def test_two_commits_are_compared_by_the_paths_that_matter(tree: Path) -> None:
    first = git(tree, "rev-parse", "HEAD")
    second = commit(tree, "README.md", "unrelated\n")
    assert checkout(tree).same(first, second, (pin_path("u2netp"),))
    assert not checkout(tree).same(first, second, ("README.md",))


def test_a_commit_that_is_not_here_is_unknown_and_not_different(tree: Path) -> None:
    with pytest.raises(TryAgainLaterError):
        checkout(tree).same("e" * 40, "HEAD", ("README.md",))


def test_an_uncommitted_pin_has_no_source_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, "README.md", "x")
    with pytest.raises(MissingInputError):
        checkout(tmp_path).last_change((pin_path("u2netp"),))


def test_go_hands_on_the_plan_and_the_tag() -> None:
    outputs = summary.outputs(Go(plan()))
    assert outputs["proceed"] == "true"
    assert Plan.parse(outputs["plan"]) == plan()
    assert outputs["tag"] == "u2netp-mirror-v1"


def test_nothing_to_do_says_why_in_one_line() -> None:
    outputs = summary.outputs(NothingToDo("it is all there"))
    assert outputs["proceed"] == "false"
    assert outputs["reason"] == "nothing to do: it is all there"
    assert "it is all there" in summary.rendered(NothingToDo("it is all there"))
