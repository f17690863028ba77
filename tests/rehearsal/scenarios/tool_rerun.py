"""Once a version is published, nothing is done again; a tag that is not what it says is refused."""

from tests.rehearsal.failure import require_same
from tests.rehearsal.scenarios.dispatch import DOOR
from tests.rehearsal.scenarios.tool_release import JOBS, TAG, WORKFLOW, published
from tests.rehearsal.world import World

ASIDE = "v999.0.0"
_SKIPPED = dict.fromkeys(JOBS[1:], "skipped")


def run(world: World) -> None:
    """Ask again by every way; then name tags that nobody may release."""
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
