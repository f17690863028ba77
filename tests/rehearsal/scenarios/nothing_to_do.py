"""After the bot's pull request is merged: the guard alone, in seconds."""

from tests.rehearsal.failure import require_same
from tests.rehearsal.scenarios.release import JOBS, WORKFLOW, published
from tests.rehearsal.world import World

_SECONDS = 5.0


def run(world: World) -> None:
    """Merge as a maintainer, and start the workflow as the weekly schedule does."""
    release = published(world)
    world.merge_bot_pull_request()
    rest = dict.fromkeys(JOBS[1:], "skipped")
    done = world.run(WORKFLOW, "schedule", expect=rest)
    require_same("the guard took seconds", done.job("guard").seconds < _SECONDS, expected=True)
    require_same("the release", published(world), release)
