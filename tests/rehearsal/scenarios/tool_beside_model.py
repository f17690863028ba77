"""A version is proposed, tagged and drafted where a model is released: neither sees the other."""

from tests.rehearsal.failure import require_same
from tests.rehearsal.scenarios.release import published
from tests.rehearsal.scenarios.tool_release import TAG, WORKFLOW, merge, propose
from tests.rehearsal.world import World


def run(world: World) -> None:
    """Let release-please work beside the model's tag and release, and guard beside its own."""
    model = published(world)
    world.new_dispatches()
    propose(world)
    merge(world)
    started = [(made.workflow, made.inputs) for made in world.new_dispatches()]
    require_same("started by the pushes", started, [(WORKFLOW, {"tag": str(TAG)})])
    require_same("the model's release", published(world), model)
