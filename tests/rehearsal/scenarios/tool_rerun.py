"""What is done is not done again; a tag that is not what it says is refused."""

from release.version import Version
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.rehearsal.scenarios.dispatch import DOOR
from tests.rehearsal.scenarios.tool_release import (
    JOBS,
    SIGNATURES,
    TAG,
    WORKFLOW,
    published,
)
from tests.rehearsal.world import World

ASIDE = "v999.0.0"
NEXT = Version(major=TAG.version.major, minor=TAG.version.minor + 1, patch=0).tag
_SKIPPED = dict.fromkeys(JOBS[1:], "skipped")
_AFTER = dict.fromkeys(JOBS[JOBS.index("attach") + 1 :], "skipped")


def run(world: World) -> None:
    """Ask again by every way; name tags that nobody may release; go on after a crash."""
    nothing_again(world)
    resumed(world)


def nothing_again(world: World) -> None:
    """Push, and dispatch again, once the version is public."""
    before = (published(world), world.sigstore.log_size(), len(world.github.pulls()))
    world.run(DOOR, "push")
    started = {dispatch.workflow for dispatch in world.new_dispatches()}
    require_same("the door stays shut", WORKFLOW in started, expected=False)
    world.run(WORKFLOW, inputs={"tag": str(TAG)}, expect=_SKIPPED)
    refused(world)
    after = (published(world), world.sigstore.log_size(), len(world.github.pulls()))
    require_same("release, log, pull requests", after, before)


def refused(world: World) -> None:
    """Dispatch with a tag beside main, with a model's tag, and with one that is not there."""
    world.git.start_from(world.tip())
    aside = world.git.commit("Nobody reviewed this", f"refs/tags/{ASIDE}")
    for tag in (ASIDE, "u2netp-mirror-v1", "v999.1.0"):
        world.run(WORKFLOW, inputs={"tag": tag}, expect={"resolve": "failure", **_SKIPPED})
    require_same("tags", world.git.tip(f"refs/tags/{ASIDE}"), aside)


def resumed(world: World) -> None:
    """Lose the machine after the next version is signed: another run signs nothing again."""
    before = world.sigstore.log_size()
    world.commit({"changelog.d/fixed/0009-more.md": b"- More is said.\n"}, "feat: say more")
    world.run(DOOR, "push")
    (pull,) = (pull for pull in world.github.pulls() if pull.state == "open")
    world.github.merge(pull.number)
    world.run(DOOR, "push")
    asked = [d for d in world.new_dispatches() if d.workflow == WORKFLOW]
    require_same("asked for", [d.inputs for d in asked], [{"tag": str(NEXT)}])
    world.run(DOOR, "push")
    started = [d for d in world.new_dispatches() if d.workflow == WORKFLOW]
    require_same("asked for while it waits", started, [])
    kill = Fault(host="uploads.github.com", path=".*", effect=Effect.KILL_AFTER, nth=4)
    world.network.faults.add(kill)
    lost = world.follow(asked[0], expect={"attach": "failure", **_AFTER})
    require_same("entries of the lost run", world.sigstore.log_size() - before, SIGNATURES)
    again = world.run(WORKFLOW, inputs={"tag": str(NEXT)})
    require_same("another run", again.id != lost.id, expected=True)
    require_same("entries after both", world.sigstore.log_size() - before, SIGNATURES)
    public = [record.tag for record in world.github.releases() if not record.draft]
    require_same("published", public, [str(TAG), str(NEXT)])
