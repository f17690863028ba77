"""A drop is read out of git: one regular file of one branch, and nothing of it is checked out."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from release.acquire.content import require
from release.acquire.drop import Drop, taken_in, witness_name
from release.acquire.source import Source, sources
from release.artifact import Digest
from release.errors import (
    DigestMismatchError,
    InvalidRecordError,
    IrregularFileError,
    MissingInputError,
    ReleaseError,
    ServiceDownError,
    UsageError,
)
from release.files import MIB
from release.guard.drops import Drops
from release.names import drop_branch
from tests.clones import ENVIRONMENT, cloned, git, push, push_entries, said, template_in
from tests.pinned import pinned

GIVEN = pinned(b"PK" + bytes(MIB))  # longer than what a tool may print
BRANCH = f"drop/u2netp/{GIVEN.pin.checkpoint.digest.hex[:16]}"
PLACE = "model/u2netp.pth"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template_in(tmp_path_factory.mktemp("template"))


@pytest.fixture
def clone(template: Path, tmp_path: Path) -> Path:
    return cloned(template, tmp_path)


def drop(clone: Path, branch: str | None = None) -> Drop:
    return Drop.of(GIVEN.pin, ENVIRONMENT, root=clone, branch=branch)


def wanted() -> Source:
    return sources(GIVEN.pin)[0]


def refused(clone: Path, error: type[ReleaseError]) -> ReleaseError:
    with pytest.raises(error) as caught:
        require(wanted(), drop(clone).bring(wanted()))
    return caught.value


def test_the_checkpoint_is_read_from_its_branch_and_the_clone_is_as_before(clone: Path) -> None:
    push(clone, {PLACE: GIVEN.checkpoint}, branch=BRANCH)
    before = sorted(clone.rglob("*"))
    assert require(wanted(), drop(clone).bring(wanted())) == GIVEN.checkpoint
    assert sorted(clone.rglob("*")) == before


def test_another_branch_may_be_named(clone: Path) -> None:
    other = "drop/u2netp/0123456789abcdef"
    push(clone, {PLACE: GIVEN.checkpoint}, branch=other)
    assert drop(clone, other).bring(wanted()) == GIVEN.checkpoint


@pytest.mark.parametrize("name", ["main", "drop/u2netp/../main", "drop/u2net/" + "0" * 16, "-x"])
def test_a_branch_that_is_no_drop_is_refused(clone: Path, name: str) -> None:
    with pytest.raises(UsageError):
        drop(clone, name)


def test_no_branch_is_a_missing_input(clone: Path) -> None:
    assert BRANCH in refused(clone, MissingInputError).problem


def test_a_branch_with_a_model_has_no_checkpoint(clone: Path) -> None:
    push(clone, {"model/u2netp_mirror.onnx": b"\x08\x08"}, branch=BRANCH)
    assert "u2netp_mirror.onnx" in refused(clone, MissingInputError).problem


EXTRA = (
    "evil.py",
    "model/other.pth",
    "model/U2netp.pth",
    ".gitattributes",
    ".github/workflows/evil.yml",
    "model/u2netp.pth.exe",
    "$(touch pwned)",
    "-rf",
    "model/é.pth",
)


@pytest.mark.parametrize("path", EXTRA)
def test_one_file_more_is_refused_by_name(clone: Path, path: str) -> None:
    push(clone, {PLACE: GIVEN.checkpoint, path: b"x"}, branch=BRANCH)
    assert f"{path} does not belong" in refused(clone, IrregularFileError).problem


def test_both_files_at_once_are_no_drop(clone: Path) -> None:
    push(clone, {PLACE: GIVEN.checkpoint, "model/u2netp_mirror.onnx": b"\x08\x08"}, branch=BRANCH)
    assert "2 files" in refused(clone, IrregularFileError).problem


def test_a_branch_without_any_file_is_no_drop(clone: Path) -> None:
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "Nothing")
    git(clone, "push", "--quiet", "origin", f"HEAD:refs/heads/{BRANCH}")
    assert "0 files" in refused(clone, IrregularFileError).problem


@pytest.mark.parametrize("mode", ["120000", "100755", "160000"])
def test_anything_but_a_plain_file_is_refused(clone: Path, mode: str) -> None:
    (clone / "blob").write_bytes(b"/etc/passwd")
    entry = (mode, said(clone, "hash-object", "-w", "blob"))
    push_entries(clone, {PLACE: entry}, branch=BRANCH)
    assert mode in refused(clone, IrregularFileError).problem


def test_a_folder_in_the_place_of_the_file_is_refused(clone: Path) -> None:
    push(clone, {f"{PLACE}/u2netp.pth": GIVEN.checkpoint}, branch=BRANCH)
    assert f"{PLACE}/u2netp.pth does not belong" in refused(clone, IrregularFileError).problem


@pytest.mark.parametrize("filters", [True, False])
def test_a_file_beyond_the_limit_is_refused_before_it_is_read(
    clone: Path, *, filters: bool
) -> None:
    git(clone.parent / "remote.git", "config", "uploadpack.allowFilter", str(filters).lower())
    push(clone, {PLACE: os.urandom(wanted().limit + 1)}, branch=BRANCH)
    limited = replace(Drops.of(GIVEN.pin, clone, ENVIRONMENT), limit=wanted().limit)
    with pytest.raises(IrregularFileError) as caught:
        limited.read(limited.branch(BRANCH))
    assert "longer" in caught.value.problem


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS pointer"),
        (b"<!DOCTYPE html><title>Google Drive - Quota exceeded", "quota page"),
        (b"", "empty"),
        (GIVEN.checkpoint[:-1], "too short"),
        (GIVEN.checkpoint[:-1] + b"x", "another file"),
    ],
)
def test_other_bytes_are_named(clone: Path, data: bytes, word: str) -> None:
    push(clone, {PLACE: data}, branch=BRANCH)
    assert word in refused(clone, DigestMismatchError).problem


@pytest.mark.parametrize("entry", [b"100644 .git\0", b"0100644 model\0", b"100644 ..\0"])
def test_a_tree_that_git_itself_finds_malformed_is_refused(clone: Path, entry: bytes) -> None:
    (clone / "blob").write_bytes(b"x")
    blob = said(clone, "hash-object", "-w", "blob")
    (clone / "tree").write_bytes(entry + bytes.fromhex(blob))
    tree = said(clone, "hash-object", "-w", "-t", "tree", "--literally", "tree")
    commit = said(clone, "commit-tree", tree, "-m", "x")
    git(clone, "push", "--quiet", "origin", f"{commit}:refs/heads/{BRANCH}")
    refused(clone, IrregularFileError)


def test_a_remote_that_does_not_answer_is_an_error(clone: Path) -> None:
    push(clone, {PLACE: GIVEN.checkpoint}, branch=BRANCH)
    (clone.parent / "remote.git/HEAD").unlink()
    refused(clone, ServiceDownError)


@pytest.mark.parametrize("url", ["ext::sh -c touch% pwned", "--upload-pack=touch pwned"])
def test_a_remote_that_would_run_something_is_refused(clone: Path, url: str) -> None:
    git(clone, "config", "remote.origin.url", url)
    with pytest.raises((ServiceDownError, MissingInputError)):
        drop(clone).bring(wanted())
    assert not list(clone.parent.rglob("pwned"))


def test_a_folder_that_is_no_clone_has_no_drop(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    refused(tmp_path, MissingInputError)


def test_a_credential_in_the_address_is_not_repeated(clone: Path) -> None:
    git(clone, "config", "remote.origin.url", "file://me:secret@host/nothing.git")
    with pytest.raises(ServiceDownError) as caught:
        drop(clone).bring(wanted())
    assert "secret" not in caught.value.problem


MODEL = b"\x08\x08model"
MODEL_PLACE = "model/u2netp_mirror.onnx"


def test_a_run_takes_in_the_pinned_checkpoint_and_models_and_leaves_the_rest(clone: Path) -> None:
    commits = {
        data: push(clone, {path: data}, branch=drop_branch("u2netp", Digest.of(data)))
        for path, data in ((PLACE, GIVEN.checkpoint), (PLACE, b"other"), (MODEL_PLACE, MODEL))
    }
    taken = taken_in(GIVEN.pin, ENVIRONMENT, root=clone, wanted=True)
    used = {word.branch: word.commit for word in taken.used}
    names = (drop_branch("u2netp", Digest.of(data)) for data in (GIVEN.checkpoint, MODEL))
    assert used == dict(zip(names, (commits[GIVEN.checkpoint], commits[MODEL]), strict=True))
    (file,) = taken.witnesses
    assert taken.witnesses[file] == MODEL
    assert witness_name(file, "u2netp") in taken.words.split()


def test_without_the_way_through_drops_nobody_looks(clone: Path) -> None:
    (clone.parent / "remote.git/HEAD").unlink()
    assert taken_in(GIVEN.pin, ENVIRONMENT, root=clone, wanted=False).words == ""


@pytest.mark.parametrize("name", ["../x.onnx", "x.onnx", f"{'0' * 16}-{'c' * 40}.onnx.exe"])
def test_a_witness_under_another_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidRecordError):
        witness_name(name, "u2netp")
