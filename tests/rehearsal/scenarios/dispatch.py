"""A push to main reaches the release through release-please.yml's job, once."""

from tests.rehearsal.failure import require_same
from tests.rehearsal.findings import NotRun
from tests.rehearsal.hosts.tokens import ACTIONS_BOT
from tests.rehearsal.scenarios.release import WORKFLOW
from tests.rehearsal.triggers import Event
from tests.rehearsal.world import MAINTAINER, World

DOOR = "release-please.yml"
_CHECKS = "ci.yml"


def run(world: World) -> None:
    """Push as a maintainer, run what the push starts, and look at what that started."""
    started = world.started_by(Event(name="push", actor=MAINTAINER))
    require_same("workflows started by the push", started, (_CHECKS, DOOR))
    world.findings.not_run.append(
        NotRun(what=f"{_CHECKS}, which the push starts too", reason="it runs this rehearsal")
    )
    world.run(DOOR, "push")
    made = world.github.dispatches
    seen = [(one.workflow, one.ref, one.actor) for one in made]
    require_same("dispatches", seen, [(WORKFLOW, "refs/heads/main", ACTIONS_BOT)])
    event = Event(name="workflow_dispatch", actor=ACTIONS_BOT, workflow=WORKFLOW)
    require_same("workflows started by the dispatch", world.started_by(event), (WORKFLOW,))
