"""release-please's App proposes, tags and drafts a version; no tag of a mirror is open to it."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from tests.contract.client import Client
from tests.rehearsal.appointment import POSTS, appoint, hand_over
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.apps import Registered
from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.runs import Run
from tests.rehearsal.scenarios.consumer import run_commands
from tests.rehearsal.scenarios.dispatch import DOOR
from tests.rehearsal.scenarios.tool_release import (
    PAGE,
    SHOWN,
    TAG,
    WORKFLOW,
    merge,
    propose,
    require_public,
)
from tests.rehearsal.world import World
from tests.static.page import commands
from tests.static.tree import text

JOB = "release-please"
MIRROR_TAG = "u2netp-mirror-v7"


def run(world: World) -> None:
    """Appoint all three Apps; without a key nothing is proposed, with it a version is released."""
    mirror, _, please = appoint(world, *(post.slug for post in POSTS))
    without_a_key(world)
    hand_over(world, please)
    propose(world)
    require_proposed_by(world, please.app.actor)
    commit = merge(world)
    (draft,) = world.github.releases()
    require_same("author of the draft", draft.release.author, please.app.actor)
    (dispatch,) = (d for d in world.new_dispatches() if d.workflow == WORKFLOW)
    world.follow(dispatch)
    require_public(world, commit)
    accept(world)
    keep_apart(world, mirror, please)


def without_a_key(world: World) -> None:
    """Push with the App in the policy and no key anywhere: red, and the job writes nothing."""
    world.commit({"changelog.d/fixed/0009-key.md": b"- A key is missed.\n"}, "feat: miss a key")
    red = {JOB: "failure", "supply-chain": "skipped"}
    world.run(DOOR, "push", expect=red)
    require_same("pull requests", world.github.pulls(), ())
    require_same("branches", world.git.refs("refs/heads/"), ("refs/heads/main",))


def require_proposed_by(world: World, actor: str) -> None:
    """Compare who proposed with what the policy says, and what follows from it."""
    (pull,) = (pull for pull in world.github.pulls() if pull.state == "open")
    require_same("author of the pull request", pull.author, actor)
    events = [event for event in world.github.events if event.name == "pull_request"]
    require_same("what its events start", {event.starts for event in events}, {"runs"})
    said = summary(world.runs[-1])
    require_same("the summary names the App", f"`{actor}`" in said, expected=True)
    require_same("the job says it is degraded", "Degraded" in said, expected=False)


def summary(run: Run) -> str:
    """Return what the job of release-please said on the run's page."""
    file = run.job(JOB).summary
    return file.read_text() if file else ""


def accept(world: World) -> None:
    """Fetch and verify it as the page says."""
    env = world.consumer_env()
    folder = Path(env["HOME"]) / "version"
    folder.mkdir()
    own = tuple(command.replace(SHOWN, str(TAG.version)) for command in commands(text(PAGE)))
    run_commands(world, PAGE, own, folder, env)


def keep_apart(world: World, mirror: Registered, please: Registered) -> None:
    """Let each App try the other's tags: made, moved, deleted, published."""
    tip, there = world.tip(), f"git/refs/tags/{TAG}"
    made: dict[str, Json] = {"ref": f"refs/tags/{MIRROR_TAG}", "sha": tip}
    out: dict[str, Json] = {"tag_name": MIRROR_TAG, "target_commitish": tip}
    tries: tuple[tuple[str, Registered, str, str, dict[str, Json]], ...] = (
        ("a mirror's tag", please, "POST", "git/refs", made),
        ("a mirror's release", please, "POST", "releases", out),
        ("a version's tag", mirror, "POST", "git/refs", {**made, "ref": "refs/tags/v9.9.9"}),
        ("a version's release", mirror, "POST", "releases", {**out, "tag_name": "v9.9.9"}),
        ("a version moved", mirror, "PATCH", there, {"sha": tip, "force": True}),
        ("a version deleted", mirror, "DELETE", there, {}),
        ("its own tag deleted", please, "DELETE", there, {}),
    )
    for what, who, method, path, body in tries:
        status = asked(world, who, method, path, body)
        require_same(f"{who.app.slug} on {what}", status, HTTPStatus.UNPROCESSABLE_ENTITY)
    require_same("tags", world.git.refs("refs/tags/"), (f"refs/tags/{TAG}",))
    require_same("its own tag", asked(world, mirror, "POST", "git/refs", made), HTTPStatus.CREATED)


def asked(
    world: World, who: Registered, method: str, path: str, body: Mapping[str, Json]
) -> HTTPStatus:
    """Return what the API answers to a token of the App."""
    token = world.github.tokens.issue(who.app.actor, who.app.permissions)
    url = f"/repos/{world.policy.repository.name}/{path}"
    return HTTPStatus(Client(world.network)(method, url, token=token, body=dict(body)).status)
