"""A file is offered as a drop: looked at first, committed alone, pushed once, and left in place."""

import os
import shutil
from pathlib import Path

import pytest

from release.acquire.offer import Offer, Pushed, push
from release.errors import (
    DigestMismatchError,
    ForeignObjectError,
    IrregularFileError,
    MalformedOnnxError,
    MissingInputError,
    MissingRightError,
    ReleaseError,
    ServiceDownError,
    UsageError,
)
from release.files import MIB
from release.git import Git
from release.guard.drops import Dropped, Drops
from tests.clones import ENVIRONMENT, cloned, git, program, refs, said, template_in
from tests.clones import push as push_files
from tests.pinned import pinned

GIVEN = pinned(b"PK" + bytes(MIB))
MODEL = b"\x08\x08\x12\x04test"
BRANCH = f"drop/u2netp/{GIVEN.pin.checkpoint.digest.hex[:16]}"
NAMES = ("u2netp.pth", "a b.pth", "-rf.pth", "$(touch pwned).pth", "é;ls.pth", "'\".pth", "*.pth")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template_in(tmp_path_factory.mktemp("template"))


@pytest.fixture
def clone(template: Path, tmp_path: Path) -> Path:
    return cloned(template, tmp_path)


def put(clone: Path, data: bytes, name: str = "u2netp.pth") -> Path:
    (clone / "model").mkdir(exist_ok=True)
    (clone / "model" / name).write_bytes(data)
    return clone / "model" / name


def offer(file: Path, *, proposal: bool = False) -> Offer:
    return Offer.of(file, GIVEN.pin, proposal=proposal)


def dropped(clone: Path, file: Path, *, remote: str = "origin", **more: str) -> Pushed:
    return push(offer(file), Git.at(clone, {**ENVIRONMENT, **more}), remote)


def refusal(clone: Path, file: Path, error: type[ReleaseError], **more: str) -> ReleaseError:
    with pytest.raises(error) as caught:
        dropped(clone, file, **more)
    return caught.value


@pytest.mark.parametrize("name", NAMES)
def test_the_pinned_checkpoint_is_pushed_alone_whatever_its_file_is_called(
    clone: Path, name: str
) -> None:
    pushed = dropped(clone, put(clone, GIVEN.checkpoint, name))
    assert refs(clone) == {BRANCH: pushed.commit}
    (seen,) = Drops.of(GIVEN.pin, clone, ENVIRONMENT).look()
    assert isinstance(seen, Dropped)
    assert (seen.path, seen.data) == ("model/u2netp.pth", GIVEN.checkpoint)
    assert not list(clone.parent.rglob("pwned"))


def test_a_model_is_pushed_under_its_own_name_whatever_it_holds(clone: Path) -> None:
    pushed = dropped(clone, put(clone, MODEL, "mine.onnx"))
    listed = said(clone.parent / "remote.git", "ls-tree", "-r", "--name-only", pushed.commit)
    assert listed == "model/u2netp_mirror.onnx"


def test_the_same_file_is_the_same_commit_from_everywhere_and_pushed_once(
    clone: Path, tmp_path: Path
) -> None:
    first = dropped(clone, put(clone, GIVEN.checkpoint))
    shutil.copytree(clone, clone.parent / "elsewhere")
    again = dropped(clone.parent / "elsewhere", put(tmp_path, GIVEN.checkpoint, "other.pth"))
    assert (first.new, again.new) == (True, False)
    assert (again.commit, again.branch) == (first.commit, first.branch)


def test_the_clone_keeps_file_index_branch_and_objects_as_they_were(clone: Path) -> None:
    (clone / "README.md").write_text("staged\n")
    git(clone, "add", "README.md")
    (clone / "README.md").write_text("and changed\n")
    file = put(clone, GIVEN.checkpoint)
    before = {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()}
    dropped(clone, file)
    assert {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()} == before


def test_a_commit_says_neither_who_nor_when(clone: Path) -> None:
    pushed = dropped(clone, put(clone, GIVEN.checkpoint))
    remote = clone.parent / "remote.git"
    assert said(remote, "log", "-1", "--format=%an %ae %P %at", pushed.commit) == (
        "scripts/drop.py drop@invalid  946684800"
    )


@pytest.mark.parametrize(
    ("data", "name", "error", "word"),
    [
        (GIVEN.checkpoint[:-1], "u2netp.pth", DigestMismatchError, "from the pin"),
        (GIVEN.checkpoint + b"x", "u2netp.pth", DigestMismatchError, "from the pin"),
        (b"", "u2netp.pth", DigestMismatchError, "the bytes of"),
        (b"<!DOCTYPE html>Quota exceeded", "u2netp.pth", DigestMismatchError, "the bytes of"),
        (b"version https://git-lfs.github.com/spec/v1\n", "m.onnx", DigestMismatchError, "bytes"),
        (b"PK\x03\x04", "m.onnx", MalformedOnnxError, "exporter"),
        (b"\x80\x02}", "m.onnx", MalformedOnnxError, "exporter"),
        (GIVEN.checkpoint, "u2netp.pt", UsageError, ".pth or .onnx"),
        (GIVEN.checkpoint, "u2netp.pth.exe", UsageError, ".pth or .onnx"),
        (GIVEN.checkpoint, "pth", UsageError, ".pth or .onnx"),
    ],
)
def test_what_is_not_wanted_is_refused_before_anything_is_pushed(
    clone: Path, data: bytes, name: str, error: type[ReleaseError], word: str
) -> None:
    assert word in refusal(clone, put(clone, data, name), error).expected
    assert refs(clone) == {}


def test_another_checkpoint_may_be_proposed(clone: Path) -> None:
    other = offer(put(clone, b"another checkpoint"), proposal=True)
    pushed = push(other, Git.at(clone, ENVIRONMENT), "origin")
    assert refs(clone) == {other.branch: pushed.commit}
    assert pushed.branch != BRANCH


@pytest.mark.parametrize("data", [b"", b"<html>Sign in"])
def test_a_page_is_no_proposal_either(clone: Path, data: bytes) -> None:
    with pytest.raises(DigestMismatchError):
        offer(put(clone, data), proposal=True)


def test_links_folders_and_what_is_not_there_are_refused(clone: Path) -> None:
    file = put(clone, GIVEN.checkpoint)
    (clone / "link.pth").symlink_to(file)
    (clone / "folder.pth").mkdir()
    os.mkfifo(clone / "fifo.pth")
    for name in ("link.pth", "folder.pth", "fifo.pth"):
        refusal(clone, clone / name, IrregularFileError)
    refusal(clone, clone / "nothing.pth", MissingInputError)
    assert refs(clone) == {}


def test_a_branch_that_holds_something_else_stays(clone: Path) -> None:
    theirs = push_files(clone, {"model/u2netp.pth": b"theirs"}, branch=BRANCH)
    refusal(clone, put(clone, GIVEN.checkpoint), ForeignObjectError)
    assert refs(clone) == {BRANCH: theirs}


def test_a_branch_that_appears_in_between_stays(clone: Path) -> None:
    theirs = push_files(clone, {"model/u2netp.pth": b"theirs"}, branch="theirs")
    real = shutil.which("git")
    remote = clone.parent / "remote.git"
    first = f'case " $* " in *" push "*) {real} -C {remote} update-ref refs/heads/{BRANCH} {theirs}'
    slow = program(clone.parent / "bin", "git", f'{first};; esac\nexec {real} "$@"')
    path = f"{slow}:{ENVIRONMENT['PATH']}"
    refusal(clone, put(clone, GIVEN.checkpoint), ServiceDownError, PATH=path)
    assert refs(clone)[BRANCH] == theirs


def test_a_push_that_is_not_allowed_says_what_to_do(clone: Path) -> None:
    hook = clone.parent / "remote.git/hooks"
    program(hook, "pre-receive", "echo 'GH013: Repository rule violations' >&2; exit 1")
    refused = refusal(clone, put(clone, GIVEN.checkpoint), MissingRightError)
    assert "--remote" in refused.remedy


def test_a_remote_that_is_not_there_is_named(clone: Path) -> None:
    with pytest.raises(MissingInputError):
        dropped(clone, put(clone, GIVEN.checkpoint), remote="fork")
    (clone.parent / "remote.git/HEAD").unlink()
    refusal(clone, put(clone, GIVEN.checkpoint), ServiceDownError)


@pytest.mark.parametrize("remote", ["x; touch pwned", "--upload-pack=touch pwned", "$(id)", "a.b"])
def test_a_remote_with_a_name_like_a_command_runs_nothing(clone: Path, remote: str) -> None:
    with pytest.raises(MissingInputError):
        dropped(clone, put(clone, GIVEN.checkpoint), remote=remote)
    assert not list(clone.parent.rglob("pwned"))


@pytest.mark.parametrize("url", ["ext::sh -c touch% pwned", "--upload-pack=touch pwned"])
def test_an_address_that_would_run_something_is_refused(clone: Path, url: str) -> None:
    git(clone, "config", "remote.origin.url", url)
    with pytest.raises((ServiceDownError, MissingInputError)):
        dropped(clone, put(clone, GIVEN.checkpoint))
    assert not list(clone.parent.rglob("pwned"))


def test_hooks_of_the_clone_do_not_run(clone: Path) -> None:
    program(clone / ".git/hooks", "pre-push", "touch pwned; exit 1")
    dropped(clone, put(clone, GIVEN.checkpoint))
    assert not list(clone.parent.rglob("pwned"))
