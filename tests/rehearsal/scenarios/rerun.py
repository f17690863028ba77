"""The same again, before anything was merged: eight green jobs that change nothing."""

from tests.rehearsal.failure import require_same
from tests.rehearsal.scenarios.release import JOBS, WORKFLOW, published
from tests.rehearsal.world import World

_UPLOADS = "uploads.github.com"


def run(world: World) -> None:
    """Run the workflow on the commit that is released already."""
    log, uploads, release = world.sigstore.log_size(), _uploads(world), published(world)
    done = world.run(WORKFLOW)
    require_same("jobs of the run", tuple(job.id for job in done.jobs), JOBS)
    require_same("new log entries", world.sigstore.log_size() - log, 0)
    require_same("uploads", _uploads(world) - uploads, 0)
    require_same("the release", published(world), release)
    require_same("attestations in the store", len(world.github.hub.state.attestations), 1)
    opened = [pull.number for pull in world.github.pulls() if pull.state == "open"]
    require_same("open pull requests", len(opened), 1)


def _uploads(world: World) -> int:
    return sum(seen.host == _UPLOADS for seen in world.network.requests)
