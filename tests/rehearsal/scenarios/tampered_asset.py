"""Somebody who controls the artifact store changes the model between sign and attach."""

from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.faults import corrupt
from tests.rehearsal.runs import Job
from tests.rehearsal.scenarios.release import NAMES, WORKFLOW
from tests.rehearsal.stream import Silent
from tests.rehearsal.world import World

_REFUSED = ("error[20]", "error[22]")


class _Attacker(Silent):
    """Waits until the set is signed, then changes one bit of the model in it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def ended(self, workflow: str, job: Job) -> None:
        """Strike after sign; the store's own digest follows the new bytes."""
        if (workflow, job.id) != (WORKFLOW, "sign"):
            return
        run = self._world.github.runs[-1]
        signed = next(
            a for a in self._world.github.artifacts.of_run(run.id) if a.name.startswith("signed-")
        )
        model = next(name for name in NAMES.release_set if name.endswith(".onnx"))
        self._world.github.artifacts.tamper(run.id, signed.name, model, corrupt)


def run(world: World) -> None:
    """Release, with an attacker at work."""
    expected = {"attach": "failure", "record": "skipped", "verify": "skipped"}
    world.watcher = _Attacker(world)
    done = world.run(WORKFLOW, expect=expected)
    world.watcher = Silent()
    said = done.job("attach").error or ""
    require_same(f"refused by name ({said})", said.startswith(_REFUSED), expected=True)
    public = [record.tag for record in world.github.releases() if not record.draft]
    require_same("published releases", public, [])
