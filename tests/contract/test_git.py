"""The real git, unmodified, against the local GitHub."""

from pathlib import Path

from tests.contract.place import WORKFLOW, Place

URL = "https://github.com/VMAFx/vmafx.git"


def cloned(place: Place, *options: str) -> Path:
    target = place.root / "clone"
    done = place.git("clone", "-q", *options, URL, str(target))
    assert done.returncode == 0, done.stderr
    return target


def changed(place: Place, name: str, text: str) -> Path:
    clone = cloned(place)
    (clone / name).write_text(text)
    place.git("-C", str(clone), "add", "-A")
    assert place.git("-C", str(clone), "commit", "-q", "-m", "change").returncode == 0
    return clone


def push(place: Place, clone: Path, token: str | None, ref: str = "HEAD:refs/heads/bot/x") -> str:
    done = place.git("-C", str(clone), "push", URL, ref, token=token)
    return "pushed" if done.returncode == 0 else done.stderr


def test_anybody_clones(place: Place) -> None:
    assert (cloned(place) / "README.md").read_text() == "hello\n"


def test_a_shallow_clone_and_a_fetch_by_sha_work(place: Place) -> None:
    first = place.commit({"README.md": "one\n"})
    place.commit({"README.md": "two\n"})
    clone = cloned(place, "--depth=1")
    count = place.git("-C", str(clone), "rev-list", "--count", "HEAD").stdout
    fetched = place.git("-C", str(clone), "fetch", "-q", "--depth=1", "origin", first)
    assert (count, fetched.returncode) == ("1\n", 0), fetched.stderr


def test_a_token_with_contents_write_pushes(place: Place) -> None:
    clone = changed(place, "README.md", "changed\n")
    assert push(place, clone, place.token(contents="write")) == "pushed"
    event = place.github.events[-1]
    assert (event.name, event.ref, event.starts) == ("push", "refs/heads/bot/x", "nothing")


def test_a_push_by_a_person_starts_workflows(place: Place) -> None:
    clone = changed(place, "README.md", "changed\n")
    assert push(place, clone, place.token("maintainer", contents="write")) == "pushed"
    assert place.github.events[-1].starts == "runs"


def test_a_push_without_the_right_is_refused(place: Place) -> None:
    clone = changed(place, "README.md", "changed\n")
    assert "denied to github-actions[bot]" in push(place, clone, place.token(contents="read"))
    assert "could not read Username" in push(place, clone, None)
    assert "Authentication failed" in push(place, clone, "ghs_nobody")


def test_github_token_cannot_push_other_workflow_files(place: Place) -> None:
    clone = changed(place, ".github/workflows/attach.yml", WORKFLOW + "# more\n")
    refusal = "refusing to allow a GitHub App to create or update workflow"
    assert refusal in push(place, clone, place.token(contents="write", workflows="write"))
    maintainer = place.token("maintainer", contents="write", workflows="write")
    assert push(place, clone, maintainer) == "pushed"


def test_force_with_lease_moves_a_branch_only_from_the_expected_commit(place: Place) -> None:
    clone = changed(place, "README.md", "changed\n")
    token, lease = place.token(contents="write"), "--force-with-lease=refs/heads/main:" + "0" * 40
    done = place.git("-C", str(clone), "push", lease, URL, "HEAD:refs/heads/main", token=token)
    assert "stale info" in done.stderr


def test_the_tag_of_an_immutable_release_cannot_be_pushed(place: Place) -> None:
    token = place.token("maintainer", contents="write")
    place.edit(token, place.draft(token, "v1"), draft=False)
    clone = changed(place, "README.md", "changed\n")
    assert "immutable" in push(place, clone, token, "+HEAD:refs/tags/v1")
