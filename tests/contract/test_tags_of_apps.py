"""Whose tags are whose: the rulesets of the tree, kept by the local GitHub with three Apps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.client import Reply
from tests.contract.place import REPO, Place
from tests.rehearsal import owner
from tests.rehearsal.appointment import POSTS, appointed, rights_of
from tests.rehearsal.hosts.exchange import Json
from tests.static.tree import text

MIRROR, TOOL = "u2netp-mirror-v1", "v1.2.3"
RELEASE, RECORD, PLEASE = (post.slug for post in POSTS)
JOB = "github-actions"
MAKERS = {MIRROR: RELEASE, TOOL: PLEASE}


def read(path: str) -> str:
    return text(Path(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A repository whose owner let the Apps write, and a token of everybody who writes there."""

    place: Place
    tokens: Mapping[str, str]
    sha: str

    def asked(self, who: str, method: str, path: str, **body: Json) -> Reply:
        """Ask the API under REPO as `who`."""
        token = self.tokens[who]
        return self.place.client(method, f"{REPO}/{path}", token=token, body=body or None)


@pytest.fixture
def kept(place: Place) -> Kept:
    sha, tokens = place.commit({"a": "a"}), {JOB: place.token(contents="write")}
    made = tuple(
        place.github.register_app(post.slug, rights_of(read, post.slug)).app for post in POSTS
    )
    tokens |= {app.slug: place.github.tokens.issue(app.actor, app.permissions) for app in made}
    files = appointed(read, made)
    owner.import_rulesets(
        place.github, lambda path: files[path].decode() if path in files else read(path)
    )
    return Kept(place=place, tokens=tokens, sha=sha)


def referred(kept: Kept, who: str, tag: str) -> Reply:
    return kept.asked(who, "POST", "git/refs", ref=f"refs/tags/{tag}", sha=kept.sha)


def released(kept: Kept, who: str, tag: str) -> Reply:
    return kept.asked(who, "POST", "releases", tag_name=tag, draft=False)


def drafted(kept: Kept, who: str, tag: str) -> Reply:
    draft = kept.place.draft(kept.tokens[who], tag)
    return kept.place.edit(kept.tokens[who], draft, draft=False)


def renamed(kept: Kept, who: str, tag: str) -> Reply:
    draft = kept.place.draft(kept.tokens[who], "another")
    return kept.place.edit(kept.tokens[who], draft, tag_name=tag, draft=False)


WAYS = (referred, released, drafted, renamed)
Way = Callable[[Kept, str, str], Reply]


@pytest.mark.behaviour(4)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("tag", MAKERS)
@pytest.mark.parametrize("who", [RELEASE, RECORD, PLEASE, JOB])
def test_a_tag_is_made_by_its_app_and_by_nobody_else(
    kept: Kept, who: str, tag: str, way: Way
) -> None:
    reply, fine = way(kept, who, tag), who == MAKERS[tag]
    assert (reply.status in {200, 201}, reply.status == 422) == (fine, not fine), reply.body
    assert ("creations being restricted" in str(reply.document())) != fine
    there = kept.place.git("ls-remote", "https://github.com/VMAFx/vmafx", f"refs/tags/{tag}")
    assert bool(there.stdout) == fine


@pytest.mark.behaviour(4)
@pytest.mark.parametrize("tag", MAKERS)
@pytest.mark.parametrize("who", [RELEASE, RECORD, PLEASE, JOB])
def test_a_tag_that_is_there_is_moved_and_deleted_by_nobody(kept: Kept, who: str, tag: str) -> None:
    assert referred(kept, MAKERS[tag], tag).status == 201
    later = kept.place.commit({"b": "b"})
    moved = kept.asked(who, "PATCH", f"git/refs/tags/{tag}", sha=later, force=True)
    assert (moved.status, "Cannot" in moved.message) == (422, True)
    assert kept.asked(who, "DELETE", f"git/refs/tags/{tag}").status == 422
    found = kept.asked(who, "GET", f"git/ref/tags/{tag}").document()
    assert found["object"]["sha"] == kept.sha  # type: ignore[index, call-overload]


@pytest.mark.behaviour(4)
@pytest.mark.parametrize(("who", "tag"), [(PLEASE, MIRROR), (RELEASE, TOOL)])
def test_a_tag_of_the_other_is_not_pushed_either(kept: Kept, who: str, tag: str) -> None:
    tree, url = str(kept.place.root / "tree"), "https://github.com/VMAFx/vmafx"
    words = ("-C", tree, "push", url, f"HEAD:refs/tags/{tag}")
    assert kept.place.git(*words, token=kept.tokens[who]).returncode != 0
    assert kept.place.git(*words, token=kept.tokens[MAKERS[tag]]).returncode == 0


@pytest.mark.behaviour(4)
@pytest.mark.parametrize("tag", MAKERS)
def test_before_the_apps_are_made_a_job_makes_both(place: Place, tag: str) -> None:
    owner.import_rulesets(place.github, read)
    token, sha = place.token(contents="write"), place.commit({"a": "a"})
    body: dict[str, Json] = {"ref": f"refs/tags/{tag}", "sha": sha}
    assert place.client("POST", f"{REPO}/git/refs", token=token, body=body).status == 201
