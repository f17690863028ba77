"""Drive fails in every way we know: acquire refuses each by name, and goes on when it recovers."""

from release.errors import ReleaseError
from release.pin import Pin
from release.transfer import PATIENT
from tests.acquire.intake import HURRIED, refusal, take
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.drive_pages import FAILURES
from tests.rehearsal.world import World


def run(world: World) -> None:
    """Acquire from a Drive that fails; no workflow runs, the step is called as the job calls it."""
    pin = Pin.parse(world.material.pin_text.encode())
    output = world.root / "intake" / "acquired"
    for name, failure in FAILURES.items():
        world.upstream.fail(name)
        patience = HURRIED if failure.seconds else PATIENT
        refused = refusal(world.network, pin, output, patience=patience)
        world.upstream.recover()
        require_named(name, refused)
        require_same(f"{name}: files written", output.exists(), expected=False)
    world.upstream.asks_to_confirm = True
    acquired = take(world.network, pin, output)
    world.upstream.asks_to_confirm = False
    require_same("the checkpoint", acquired[0].digest, pin.checkpoint.digest)


def require_named(name: str, refused: ReleaseError | None) -> None:
    """Compare the refusal of `name` with what it must be."""
    failure = FAILURES[name]
    said = refused.problem if refused else "(not refused)"
    require_same(f"{name}: exit code", refused.exit_code if refused else 0, failure.code)
    require_same(f"{name}: named in {said!r}", failure.says in said, expected=True)
