"""Apps, rulesets and variables: who may, by whose name, and for how long."""

import json
import time
from pathlib import Path

import jwt
import pytest

from tests.contract.client import Reply
from tests.contract.place import REPO, TAG, Place
from tests.rehearsal.hosts.apps import HOUR, Registered
from tests.rehearsal.hosts.exchange import Json
from tests.static.tree import text

RIGHTS = {"contents": "write", "administration": "read", "pull-requests": "read"}
TAGS = "refs/tags/u2netp-mirror-v*"


@pytest.fixture
def registered(place: Place) -> Registered:
    return place.github.register_app("release-app", RIGHTS)


def word(registered: Registered, **changes: Json) -> str:
    """Return what an App says of itself, as create-github-app-token does."""
    now = int(time.time())
    claims = {"iss": registered.app.client_id, "iat": now - 30, "exp": now + 570, **changes}
    return jwt.encode(claims, registered.private_key, algorithm="RS256")


def asked(place: Place, registered: Registered, **body: Json) -> Reply:
    installed = place.client("GET", f"{REPO}/installation", token=word(registered))
    url = f"/app/installations/{installed.document()['id']}/access_tokens"
    return place.client("POST", url, token=word(registered), body=body)


def given(place: Place, registered: Registered, **permissions: str) -> str:
    reply = asked(place, registered, repositories=["vmafx"], permissions=dict(permissions))
    assert reply.status == 201, reply.body
    return str(reply.document()["token"])


@pytest.mark.behaviour(3)
def test_an_app_token_has_what_was_asked_for_and_no_more(
    place: Place, registered: Registered
) -> None:
    token = given(place, registered, contents="read")
    assert place.client("GET", f"{REPO}/releases", token=token).status == 200
    body: dict[str, Json] = {"tag_name": TAG, "draft": True}
    assert place.client("POST", f"{REPO}/releases", token=token, body=body).status == 403
    assert place.client("GET", f"{REPO}/immutable-releases", token=token).status == 403


@pytest.mark.behaviour(3)
@pytest.mark.parametrize(
    "body",
    [
        {"permissions": {"workflows": "write"}},
        {"permissions": {"pull_requests": "write"}},
        {"repositories": ["vmafx", "another"]},
    ],
)
def test_an_app_cannot_ask_for_more_than_it_was_installed_with(
    place: Place, registered: Registered, body: dict[str, Json]
) -> None:
    assert asked(place, registered, **body).status == 422


@pytest.mark.behaviour(3)
def test_an_app_that_asks_for_nothing_gets_all_of_its_installation(
    place: Place, registered: Registered
) -> None:
    document = asked(place, registered).document()
    spelled = {name.replace("-", "_"): level for name, level in RIGHTS.items()}
    assert document["permissions"] == {"metadata": "read", **spelled}


@pytest.mark.behaviour(3)
def test_an_app_token_lives_for_an_hour_or_until_it_is_revoked(
    place: Place, registered: Registered
) -> None:
    first, second = (given(place, registered, contents="write") for _ in range(2))
    assert place.client("DELETE", "/installation/token", token=first).status == 204
    assert place.client("GET", REPO, token=first).status == 401
    assert place.client("GET", REPO, token=second).status == 200
    place.github.tokens.clock = lambda: time.time() + HOUR
    refused = place.client("GET", REPO, token=second)
    assert (refused.status, refused.message) == (401, "Bad credentials")


@pytest.mark.behaviour(3)
def test_each_app_writes_under_its_own_name_and_its_events_start_runs(
    place: Place, registered: Registered
) -> None:
    release = place.draft(given(place, registered, contents="write"))
    assert release["author"]["login"] == "release-app[bot]"  # type: ignore[index, call-overload]
    place.edit(given(place, registered, contents="write"), release, draft=False)
    assert {(e.actor, e.starts) for e in place.github.events} == {("release-app[bot]", "runs")}


@pytest.mark.behaviour(3)
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"exp": 1}, 401),
        ({"exp": 2**33}, 401),
        ({"iat": 2**33}, 401),
        ({"iss": "Iv23liNobody"}, 404),
    ],
)
def test_a_word_that_is_too_old_too_long_or_of_nobody_is_refused(
    place: Place, registered: Registered, changes: dict[str, Json], status: int
) -> None:
    reply = place.client("GET", f"{REPO}/installation", token=word(registered, **changes))
    assert reply.status == status


@pytest.mark.behaviour(3)
def test_the_key_of_one_app_does_not_speak_for_another(
    place: Place, registered: Registered
) -> None:
    other = place.github.register_app("record-app", {"contents": "write"})
    forged = word(registered, iss=other.app.client_id)
    assert place.client("GET", f"{REPO}/installation", token=forged).status == 401
    url = f"/app/installations/{other.app.installation_id}/access_tokens"
    assert place.client("POST", url, token=word(registered), body={}).status == 404
    assert place.client("GET", f"{REPO}/releases", token=word(registered)).status == 401


@pytest.mark.behaviour(4)
def test_only_the_app_that_may_pass_makes_a_protected_tag(
    place: Place, registered: Registered
) -> None:
    sha = place.commit({"a": "a"})
    place.github.protect(TAGS, {"creation", "update", "deletion"}, bypass={"release-app"})
    body: dict[str, Json] = {"ref": f"refs/tags/{TAG}", "sha": sha}
    job = place.token(contents="write")
    refused = place.client("POST", f"{REPO}/git/refs", token=job, body=body)
    assert (refused.status, "creations being restricted" in refused.message) == (422, True)
    app = given(place, registered, contents="write")
    assert place.client("POST", f"{REPO}/git/refs", token=app, body=body).status == 201
    url = f"{REPO}/git/refs/tags/{TAG}"
    assert place.client("DELETE", url, token=job).status == 422
    assert place.client("PATCH", url, token=job, body={"sha": sha, "force": True}).status == 422


@pytest.mark.behaviour(4)
def test_a_protected_tag_is_refused_at_publishing_and_not_before(
    place: Place, registered: Registered
) -> None:
    place.github.protect(TAGS, {"creation"}, bypass={"release-app"})
    job = place.token(contents="write")
    draft = place.draft(job)
    refused = place.edit(job, draft, draft=False)
    assert refused.status == 422
    assert "creations being restricted" in str(refused.document()["errors"])
    app = given(place, registered, contents="write")
    assert place.edit(app, draft, draft=False).status == 200


@pytest.mark.behaviour(4)
def test_a_protected_tag_cannot_be_pushed(place: Place) -> None:
    place.github.protect(TAGS, {"creation"})
    token = place.token("maintainer", contents="write")
    refs = ("main:refs/tags/u2netp-mirror-v7", "main:refs/tags/other")
    url = "https://github.com/VMAFx/vmafx"
    pushed = [place.git("-C", str(place.root / "tree"), "push", url, r, token=token) for r in refs]
    assert [done.returncode for done in pushed] == [1, 0]
    assert "GH013" in pushed[0].stderr


@pytest.mark.behaviour(4)
def test_github_actions_cannot_be_let_past_a_ruleset(place: Place) -> None:
    with pytest.raises(ValueError, match="must be part of"):
        place.github.protect(TAGS, {"creation"}, bypass={"github-actions"})


@pytest.mark.behaviour(4)
def test_the_rulesets_of_the_tree_are_kept_when_they_are_imported(place: Place) -> None:
    for name in ("mirror-tags", "other-tags", "drops"):
        place.github.import_ruleset(json.loads(text(Path(f".github/rulesets/{name}.json"))))
    old, new = place.commit({"a": "1"}, "drop/u2netp/a"), place.commit({"a": "2"})
    job, refs = place.token(contents="write"), f"{REPO}/git/refs"

    def made(ref: str) -> int:
        return place.client("POST", refs, token=job, body={"ref": ref, "sha": old}).status

    assert [made(f"refs/tags/{name}") for name in (TAG, "another")] == [201, 422]
    assert place.client("DELETE", f"{refs}/tags/{TAG}", token=job).status == 422
    back: dict[str, Json] = {"sha": new, "force": True}
    place.commit({"b": "3"}, "drop/u2netp/a")
    moved = place.client("PATCH", f"{refs}/heads/drop/u2netp/a", token=job, body=back)
    assert (moved.status, "force-push" in moved.message) == (422, True)


VARIABLES = f"{REPO}/actions/variables"


@pytest.mark.behaviour(11)
def test_whoever_may_write_may_change_a_variable(place: Place) -> None:
    writer = place.token("a-writer", contents="write")
    body: dict[str, Json] = {"name": "MIRROR", "value": "on"}
    assert place.client("POST", VARIABLES, token=writer, body=body).status == 201
    assert place.client("POST", VARIABLES, token=writer, body=body).status == 409
    url = f"{VARIABLES}/mirror"
    assert place.client("PATCH", url, token=writer, body={"value": "off"}).status == 204
    assert place.client("GET", url, token=writer).document()["value"] == "off"
    assert place.client("GET", VARIABLES, token=writer).document()["total_count"] == 1
    assert place.client("DELETE", url, token=writer).status == 204
    assert place.client("GET", url, token=writer).status == 404


@pytest.mark.behaviour(11)
def test_a_job_cannot_change_a_variable(place: Place) -> None:
    body: dict[str, Json] = {"name": "MIRROR", "value": "on"}
    token = place.token(contents="write", actions="write")
    assert place.client("POST", VARIABLES, token=token, body=body).status == 403
    assert place.github.hub.state.variables == {}
