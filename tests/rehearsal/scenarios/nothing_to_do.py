"""After the bot's pull request is merged: the guard alone, and nothing is written."""

from tests.rehearsal.failure import require_same
from tests.rehearsal.scenarios.release import JOBS, WORKFLOW, published
from tests.rehearsal.world import World

_API = "api.github.com"


def run(world: World) -> None:
    """Merge as a maintainer, and start the workflow as the weekly schedule does."""
    release = published(world)
    world.merge_bot_pull_request()
    rest = dict.fromkeys(JOBS[1:], "skipped")
    before = len(world.network.requests)
    world.run(WORKFLOW, "schedule", expect=rest)
    asked = {seen.method for seen in world.network.requests[before:] if seen.host == _API}
    require_same("what the guard asked the API with", asked, {"GET"})
    require_same("the release", published(world), release)
