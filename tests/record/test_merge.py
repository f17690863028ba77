"""A pull request is read out of git as data: what merging would make of the base, nothing else."""

import os
import subprocess
from pathlib import Path

import pytest

from release.errors import (
    IrregularFileError,
    ReleaseError,
    ServiceDownError,
    TryAgainLaterError,
    UsageError,
)
from release.git import Change, Git
from release.record.merge import request_of

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
REGISTRY = "model/tiny/registry.json"


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    argv = ["git", *identity, *words]
    done = subprocess.run(argv, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    return done.stdout.decode().strip()


def commit(folder: Path, files: dict[str, bytes], *, message: str = "x") -> str:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone of a repository whose main has one commit."""
    origin = tmp_path / "origin"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(origin))
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    commit(origin, {REGISTRY: b"{}\n", "README.md": b"1\n2\n3\n"})
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    return tmp_path / "clone"


def proposed(clone: Path, files: dict[str, bytes]) -> str:
    """Return a commit of the origin that the clone does not have."""
    origin = clone.parent / "origin"
    git(origin, "checkout", "--quiet", "-B", "proposal", "main")
    head = commit(origin, files)
    git(origin, "checkout", "--quiet", "main")
    git(origin, "branch", "--quiet", "-D", "proposal")
    return head


def refusal(clone: Path, head: str) -> ReleaseError:
    with pytest.raises(ReleaseError) as caught:
        request_of(Git.at(clone, ENVIRONMENT), head)
    return caught.value


def test_a_commit_is_fetched_and_compared_and_the_checkout_stays_as_it_was(clone: Path) -> None:
    head = proposed(clone, {REGISTRY: b'{"a": 1}\n', "evil.py": b"raise SystemExit"})
    before = {path: path.stat().st_mtime_ns for path in clone.glob("[!.]*")}
    request = request_of(Git.at(clone, ENVIRONMENT), head)
    assert {path: path.stat().st_mtime_ns for path in clone.glob("[!.]*")} == before
    assert request.changes == (
        Change(path="evil.py", old=None, new="100644"),
        Change(path=REGISTRY, old="100644", new="100644"),
    )
    assert (request.base(REGISTRY), request.merged(REGISTRY)) == (b"{}\n", b'{"a": 1}\n')
    assert request.base("evil.py") is None


def test_what_main_did_in_between_is_no_change_of_the_pull_request(clone: Path) -> None:
    head = proposed(clone, {REGISTRY: b'{"a": 1}\n'})
    commit(clone, {"later.md": b"later\n"})
    request = request_of(Git.at(clone, ENVIRONMENT), head)
    assert request.paths() == {REGISTRY}
    assert request.merged("later.md") == b"later\n"


def test_a_conflict_is_to_be_tried_again(clone: Path) -> None:
    head = proposed(clone, {REGISTRY: b'{"a": 1}\n'})
    commit(clone, {REGISTRY: b'{"b": 1}\n'})
    assert isinstance(refusal(clone, head), TryAgainLaterError)


@pytest.mark.parametrize("change", ["link", "program", "repository"])
def test_links_programs_and_other_repositories_are_seen_and_not_read(
    clone: Path, change: str
) -> None:
    origin = clone.parent / "origin"
    blob = git(origin, "hash-object", "-w", "README.md")
    mode = {"link": "120000", "program": "100755", "repository": "160000"}[change]
    git(origin, "checkout", "--quiet", "-b", "proposal")
    git(origin, "update-index", "--cacheinfo", f"{mode},{blob},{REGISTRY}")
    git(origin, "commit", "--quiet", "--message", "x")
    request = request_of(Git.at(clone, ENVIRONMENT), git(origin, "rev-parse", "HEAD"))
    assert request.changes == (Change(path=REGISTRY, old="100644", new=mode),)
    assert request.merged(REGISTRY) is None


@pytest.mark.parametrize("name", ["a b.md", "é.md", "-rf", "*", "a\nb", "$(touch pwned)", '"'])
def test_a_path_with_special_characters_is_one_path(clone: Path, name: str) -> None:
    head = proposed(clone, {name: b"x"})
    request = request_of(Git.at(clone, ENVIRONMENT), head)
    assert request.paths() == {name}
    assert request.merged(name) == b"x"


def test_a_renamed_record_is_one_that_went_and_one_that_came(clone: Path) -> None:
    origin = clone.parent / "origin"
    git(origin, "mv", REGISTRY, "model/tiny/other.json")
    head = commit(origin, {})
    assert request_of(Git.at(clone, ENVIRONMENT), head).paths() == {
        REGISTRY,
        "model/tiny/other.json",
    }


@pytest.mark.parametrize("head", ["main", "HEAD", "--help", "a" * 39, "", "a" * 40 + "^"])
def test_what_is_no_commit_id_is_refused(clone: Path, head: str) -> None:
    assert isinstance(refusal(clone, head), UsageError)


def test_a_commit_that_nobody_has_is_a_service_that_is_down(clone: Path) -> None:
    assert isinstance(refusal(clone, "a" * 40), ServiceDownError)


def test_a_record_beyond_its_limit_is_not_read(clone: Path) -> None:
    head = proposed(clone, {REGISTRY: bytes(9 << 20)})
    request = request_of(Git.at(clone, ENVIRONMENT), head)
    with pytest.raises(IrregularFileError):
        request.merged(REGISTRY)


def test_a_change_of_too_many_paths_is_not_looked_at_in_part(clone: Path) -> None:
    many = {f"many/{'x' * 200}{number}": b"" for number in range(4000)}
    head = proposed(clone, many)
    assert isinstance(refusal(clone, head), IrregularFileError)
