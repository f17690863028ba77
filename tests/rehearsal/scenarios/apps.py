"""Two Apps write in place of the jobs: own names, own passes, and never the job's token instead."""

from tests.rehearsal.appointment import POSTS, appoint, hand_over
from tests.rehearsal.failure import require_same
from tests.rehearsal.scenarios.release import JOBS, NAMES, SIGNATURES, WORKFLOW, published
from tests.rehearsal.world import World

APPS = tuple(post.slug for post in POSTS if post.workflow == WORKFLOW)


def run(world: World) -> None:
    """Name the Apps in the policy; without a key nothing is written, with it the Apps write."""
    release, record = appoint(world, *APPS)
    before = world.sigstore.log_size()
    without_a_key(world)
    for registered in (release, record):
        hand_over(world, registered)
    world.run(WORKFLOW)
    # The first run came as far as signing; this one found what it left.
    require_same("log entries", world.sigstore.log_size() - before, SIGNATURES)
    require_written_by(world, release.app.actor, record.app.actor)


def without_a_key(world: World) -> None:
    """Run with Apps in the policy and no key anywhere: red, and the job's token writes nothing."""
    after = dict.fromkeys(JOBS[JOBS.index("attach") + 1 :], "skipped")
    world.run(WORKFLOW, expect={"attach": "failure", **after})
    require_same("releases and drafts", world.github.releases(), ())


def require_written_by(world: World, release: str, record: str) -> None:
    """Compare who wrote with what the policy says, and what follows from it."""
    require_same("author of the release", published(world).release.author, release)
    opened = [pull.author for pull in world.github.pulls() if pull.state == "open"]
    require_same("authors of open pull requests", opened, [record])
    events = [event for event in world.github.events if event.name in {"release", "pull_request"}]
    require_same("what their events start", {event.starts for event in events}, {"runs"})
    for job in ("attach", "record"):
        summary = world.runs[-1].job(job).summary
        said = summary.read_text() if summary else ""
        require_same(f"{job} says it is degraded", "Degraded" in said, expected=False)
    require_same("the release", published(world).tag, str(NAMES.tag))
