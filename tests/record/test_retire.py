"""A drop goes once its content is published: in one move, and only as it was read."""

import shutil
from pathlib import Path

import pytest

from release.acquire.drop import Used
from release.errors import InvalidRecordError, MissingRightError, ServiceDownError
from release.git import Git
from release.record.retire import Retired, rendered, retire, used_in
from tests.clones import ENVIRONMENT, cloned, program, push, refs, template_in

BRANCH = "drop/u2netp/0123456789abcdef"
PATH = "model/u2netp.pth"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template_in(tmp_path_factory.mktemp("template"))


@pytest.fixture
def clone(template: Path, tmp_path: Path) -> Path:
    return cloned(template, tmp_path)


def retired(clone: Path, commit: str, **more: str) -> bool:
    used, git = Used(branch=BRANCH, commit=commit), Git.at(clone, {**ENVIRONMENT, **more})
    (done,) = retire([used], git, remote="../remote.git", token="a-secret")
    return done.gone


def test_a_branch_at_the_commit_that_was_read_is_deleted_and_no_other(clone: Path) -> None:
    commit = push(clone, {PATH: b"x"}, branch=BRANCH)
    other = push(clone, {PATH: b"y"}, branch="drop/u2netp/fedcba9876543210")
    assert retired(clone, commit)
    assert refs(clone) == {"drop/u2netp/fedcba9876543210": other}


def test_a_branch_that_is_gone_already_is_fine(clone: Path) -> None:
    push(clone, {PATH: b"x"}, branch="main")
    assert retired(clone, "c" * 40)


def test_a_branch_that_somebody_moved_stays(clone: Path) -> None:
    before = push(clone, {PATH: b"x"}, branch=BRANCH)
    after = push(clone, {PATH: b"y"}, branch=BRANCH)
    assert not retired(clone, before)
    assert refs(clone) == {BRANCH: after}


def test_a_branch_that_moves_just_before_the_deletion_stays(clone: Path) -> None:
    before = push(clone, {PATH: b"x"}, branch=BRANCH)
    after = push(clone, {PATH: b"y"}, branch="theirs")
    real, remote = shutil.which("git"), clone.parent / "remote.git"
    first = f'case " $* " in *" push "*) {real} -C {remote} update-ref refs/heads/{BRANCH} {after}'
    slow = program(clone.parent / "bin", "git", f'{first};; esac\nexec {real} "$@"')
    assert not retired(clone, before, PATH=f"{slow}:{ENVIRONMENT['PATH']}")
    assert refs(clone)[BRANCH] == after


def test_a_deletion_that_is_not_allowed_is_an_error(clone: Path) -> None:
    commit = push(clone, {PATH: b"x"}, branch=BRANCH)
    hook = clone.parent / "remote.git/hooks"
    program(hook, "pre-receive", "echo 'GH013: Repository rule violations' >&2; exit 1")
    with pytest.raises(MissingRightError):
        retired(clone, commit)
    assert refs(clone) == {BRANCH: commit}


def test_no_answer_is_an_error(clone: Path) -> None:
    (clone.parent / "remote.git/HEAD").unlink()
    with pytest.raises(ServiceDownError):
        retired(clone, "c" * 40)


def test_the_token_is_in_no_argument_and_in_no_message(clone: Path) -> None:
    commit = push(clone, {PATH: b"x"}, branch=BRANCH)
    real = shutil.which("git")
    spy = f'printf "%s\\n" "$@" >> "{clone.parent}/said"\nexec {real} "$@"'
    folder = program(clone.parent / "bin", "git", spy)
    assert retired(clone, commit, PATH=f"{folder}:{ENVIRONMENT['PATH']}")
    assert "secret" not in (clone.parent / "said").read_text()


def test_what_acquire_hands_on_is_read_back() -> None:
    used = (Used(branch=BRANCH, commit="a" * 40), Used(branch=BRANCH, commit="b" * 40))
    assert used_in(" ".join(map(str, used))) == used
    assert used_in("") == ()


@pytest.mark.parametrize(
    "words",
    [
        f"main@{'a' * 40}",
        f"refs/heads/{BRANCH}@{'a' * 40}",
        f"{BRANCH}/../../main@{'a' * 40}",
        f"{BRANCH}@{'a' * 39}",
        f"{BRANCH}@HEAD",
        BRANCH,
        "--all",
        f"{BRANCH}:main@{'a' * 40}",
    ],
)
def test_nothing_but_a_drop_at_a_commit_is_ever_deleted(words: str) -> None:
    with pytest.raises(InvalidRecordError):
        used_in(words)


def test_the_summary_says_what_became_of_each() -> None:
    used = Used(branch=BRANCH, commit="a" * 40)
    lines = rendered([Retired(used=used, gone=True), Retired(used=used, gone=False)])
    assert ("deleted" in lines, "kept" in lines, rendered([])) == (True, True, "")
