"""Red after signing; then another attempt, which signs nothing again and publishes."""

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


def run(world: World) -> None:
    """Let the log stumble once and the uploads be refused; then let both work."""
    before = world.sigstore.log_size()
    world.network.faults.add(
        Fault(host="rekor", path=".*", effect=Effect.STATUS),
        Fault(host="uploads.github.com", path=".*", effect=Effect.STATUS, status=403, times=999),
    )
    first = world.run(WORKFLOW, expect={"attach": "failure", **_AFTER})
    require_same("entries of the first attempt", world.sigstore.log_size() - before, SIGNATURES)
    world.network.faults.clear()
    # The store of attestations stays away, and the release is complete without it.
    store = Fault(host="api.github.com", path=".*/attestations.*", effect=Effect.STATUS, times=999)
    world.network.faults.add(store)
    second = world.rerun(first)
    require_same("attempts", (first.attempt, second.attempt, second.id), (1, 2, first.id))
    require_same("entries after the second", world.sigstore.log_size() - before, SIGNATURES)
    require_same("attestations in the store", world.github.attestations(), ())
    require_public(world, second.sha)
    require_proposed(world)
