"""The machine is lost between two uploads; another attempt finishes the same release."""

from release.names import Role
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.rehearsal.scenarios.release import (
    JOBS,
    SIGNATURES,
    WORKFLOW,
    require_proposed,
    require_public,
)
from tests.rehearsal.world import World

_AFTER = dict.fromkeys(JOBS[JOBS.index("attach") + 1 :], "skipped")
_UPLOADS = "uploads.github.com"
_DONE = 4


def run(world: World) -> None:
    """Let the log stumble once, and the job die after its fourth upload; then go on."""
    before = world.sigstore.log_size()
    world.network.faults.add(
        Fault(host="rekor", path=".*", effect=Effect.STATUS),
        Fault(host=_UPLOADS, path=".*", effect=Effect.KILL_AFTER, nth=_DONE),
        # The store of attestations stays away, and the release is complete without it.
        Fault(host="api.github.com", path=".*/attestations.*", effect=Effect.STATUS, times=999),
    )
    first = world.run(WORKFLOW, expect={"attach": "failure", **_AFTER})
    require_same("entries of the first attempt", world.sigstore.log_size() - before, SIGNATURES)
    require_left_behind(world)
    second = world.rerun(first)
    require_same("attempts", (first.attempt, second.attempt, second.id), (1, 2, first.id))
    require_same("entries after the second", world.sigstore.log_size() - before, SIGNATURES)
    uploads = sum(seen.host == _UPLOADS for seen in world.network.requests)
    require_same("uploads in both", uploads, len(Role))
    require_same("attestations in the store", world.github.hub.state.attestations, {})
    require_public(world, second.sha)
    require_proposed(world)


def require_left_behind(world: World) -> None:
    """Compare what a dead machine left with what it had done: a draft that is not complete."""
    (record,) = world.github.releases()
    require_same("a draft is left", record.draft, expected=True)
    require_same("files in it", len(record.assets), _DONE)
