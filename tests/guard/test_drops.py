"""Drops are found with git alone, each is read once, and what is none is refused by name."""

import re
from pathlib import Path

import pytest

from release.artifact import Artifact, Digest
from release.errors import ServiceDownError, UsageError
from release.files import MIB
from release.guard.drops import Dropped, Drops, Place, Refused
from release.guard.intake import Drop, Fate, rendered, seen, sorted_out
from release.names import drop_branch
from tests.clones import ENVIRONMENT, cloned, git, push, push_entries, said, template_in
from tests.pinned import pinned

GIVEN = pinned(b"PK" + bytes(MIB))
CHECKPOINT, MODEL = "model/u2netp.pth", "model/u2netp_mirror.onnx"
ONNX = b"\x08\x08model"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template_in(tmp_path_factory.mktemp("template"))


@pytest.fixture
def clone(template: Path, tmp_path: Path) -> Path:
    return cloned(template, tmp_path)


def branch(data: bytes) -> str:
    return drop_branch("u2netp", Digest.of(data))


def drops(clone: Path) -> Drops:
    return Drops.of(GIVEN.pin, clone, ENVIRONMENT)


def fates(clone: Path, **more: str) -> dict[str, Fate]:
    return {drop.name: drop.fate for drop in seen(GIVEN.pin, clone, {**ENVIRONMENT, **more})}


def test_without_a_branch_there_is_no_drop(clone: Path) -> None:
    push(clone, {CHECKPOINT: b"x"}, branch="main")
    push(clone, {CHECKPOINT: b"x"}, branch="drop/other/0123456789abcdef")
    assert fates(clone) == {}


def test_each_drop_is_what_its_content_is(clone: Path) -> None:
    other = b"another checkpoint"
    for path, data in ((CHECKPOINT, GIVEN.checkpoint), (CHECKPOINT, other), (MODEL, ONNX)):
        push(clone, {path: data}, branch=branch(data))
    assert fates(clone) == {
        branch(GIVEN.checkpoint): Fate.PINNED,
        branch(other): Fate.NEEDS_PIN,
        branch(ONNX): Fate.WITNESS,
    }


def test_a_model_in_the_place_of_the_checkpoint_is_no_witness(clone: Path) -> None:
    push(clone, {MODEL: GIVEN.checkpoint}, branch=branch(GIVEN.checkpoint))
    assert fates(clone) == {branch(GIVEN.checkpoint): Fate.WITNESS}


@pytest.mark.parametrize("mode", ["120000", "100755", "160000"])
def test_anything_but_a_plain_file_is_refused_by_name(clone: Path, mode: str) -> None:
    (clone / "blob").write_bytes(b"/etc/passwd")
    entry = (mode, said(clone, "hash-object", "-w", "blob"))
    push_entries(clone, {CHECKPOINT: entry}, branch=branch(b"/etc/passwd"))
    (drop,) = seen(GIVEN.pin, clone, ENVIRONMENT)
    assert (drop.fate, drop.file, mode in drop.reason) == (Fate.REFUSED, None, True)


def test_a_branch_that_is_not_named_after_its_file_is_refused(clone: Path) -> None:
    push(clone, {CHECKPOINT: b"other"}, branch=branch(GIVEN.checkpoint))
    (drop,) = seen(GIVEN.pin, clone, ENVIRONMENT)
    assert (drop.fate, drop.reason.startswith(drop.name)) == (Fate.REFUSED, True)


@pytest.mark.parametrize(
    "name",
    [
        "0123456789abcde",
        "0123456789abcdef0",
        "0123456789ABCDEF",
        "0123456789abcdef/x",
        "$(touch${IFS}pwned)",
        "a;b",
        "a|b`c`",
        "-f",
        "é",
        "<img>",
        "@x",
    ],
)
def test_a_branch_with_another_name_is_refused_and_runs_nothing(clone: Path, name: str) -> None:
    refname = f"drop/u2netp/{name}"
    push(clone, {CHECKPOINT: GIVEN.checkpoint}, branch=refname)
    (drop,) = seen(GIVEN.pin, clone, ENVIRONMENT)
    assert drop.fate is Fate.REFUSED
    assert not list(clone.parent.rglob("pwned"))
    cells = [line for line in rendered([drop]).splitlines() if line.startswith("| `drop")]
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in cells] == [4]


def test_many_branches_are_not_all_read_and_the_pinned_one_is(clone: Path) -> None:
    commit = push(clone, {CHECKPOINT: GIVEN.checkpoint}, branch=branch(GIVEN.checkpoint))
    git(clone, "fetch", "--quiet", "origin", commit)
    names = [f"{commit}:refs/heads/drop/u2netp/{number:016x}" for number in range(20)]
    git(clone, "push", "--quiet", "origin", *names)
    found = seen(GIVEN.pin, clone, ENVIRONMENT)
    assert (len(found), found[0].fate) == (9, Fate.PINNED)
    assert "12 more" in found[-1].reason


def test_no_answer_is_not_no_drop(clone: Path) -> None:
    (clone.parent / "remote.git/HEAD").unlink()
    with pytest.raises(ServiceDownError):
        seen(GIVEN.pin, clone, ENVIRONMENT)


def test_a_commit_of_a_fork_is_read_as_a_drop_is(clone: Path) -> None:
    commit = push(clone, {CHECKPOINT: GIVEN.checkpoint}, branch="anything")
    place = Place(name=f"me/fork@{commit}", remote=str(clone.parent / "remote.git"), want=commit)
    dropped = drops(clone).read(place)
    assert (dropped.commit, dropped.data) == (commit, GIVEN.checkpoint)


def test_a_fork_is_one_repository_and_one_commit(clone: Path) -> None:
    place = drops(clone).fork(f"me/vmafx.x_y-z@{'a' * 40}")
    assert (place.remote, place.want) == ("https://github.com/me/vmafx.x_y-z", "a" * 40)


@pytest.mark.parametrize(
    "text",
    [
        f"me/vmafx@{'a' * 39}",
        f"me/vmafx@{'A' * 40}",
        f"me/vmafx@{'a' * 40}\n",
        f"me/..@{'a' * 40}",
        f"me/.@{'a' * 40}",
        f"../vmafx@{'a' * 40}",
        f"-me/vmafx@{'a' * 40}",
        f"me/vmafx/x@{'a' * 40}",
        f"https://evil.example/me/vmafx@{'a' * 40}",
        f"me@evil.example/vmafx@{'a' * 40}",
        f"me/vm afx@{'a' * 40}",
        f"me/vmafx?x@{'a' * 40}",
        f"me/$(id)@{'a' * 40}",
        "me/vmafx@main",
        "me/vmafx",
    ],
)
def test_any_other_spelling_of_a_fork_is_refused(clone: Path, text: str) -> None:
    with pytest.raises(UsageError):
        fates(clone, DROP=text)


def test_the_change_of_the_pin_is_proposed_with_size_and_digest() -> None:
    data = b"another checkpoint"
    place = Place(name=branch(data), remote="-", want=f"refs/heads/{branch(data)}")
    dropped = Dropped(place=place, commit="c" * 40, path=CHECKPOINT, data=data)
    text = rendered(sorted_out([dropped], GIVEN.pin))
    assert "needs a pin" in text
    assert f'size = {len(data)} # bytes\nsha256 = "{Digest.of(data).hex}"' in text


@pytest.mark.parametrize(
    "reason", ["a|b", "`x`", "<img src=x>", "x\n::set-output", "[x](y)", "@me"]
)
def test_a_reason_stays_in_its_cell(reason: str) -> None:
    place = Place(name="drop/u2netp/x", remote="-", want="refs/heads/x")
    text = rendered(sorted_out([Refused(place=place, reason=reason)], GIVEN.pin))
    row = text.splitlines()[-1]
    assert (row.count("|"), row.count("`")) == (4, 2)
    assert not re.search(r"[<>\[\]@]|::", row)


def test_no_drop_says_nothing() -> None:
    assert rendered(()) == ""


@pytest.mark.parametrize(("fate", "waits"), [(f, f in {Fate.PINNED, Fate.WITNESS}) for f in Fate])
def test_only_what_a_run_uses_up_waits_for_one(fate: Fate, *, waits: bool) -> None:
    file = Artifact.of("u2netp.pth", b"x")
    assert Drop(name="drop/u2netp/x", fate=fate, file=file, reason="-").waits is waits
