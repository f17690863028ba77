"""Making a release public: look, decide, do, until nothing is left to do."""

from dataclasses import dataclass

from release.attach.actions import Decision, Done, Stop
from release.attach.decide import decide
from release.attach.desired import Desired
from release.attach.readback import Surroundings, require_public
from release.attach.releases import Release
from release.attach.work import Work
from release.errors import ServiceDownError

# Far more than any run needs: a loop that ends shows a bug, a loop that does not hides it.
_STEPS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was published, as the host states it."""

    release: Release
    commit: str
    uploads: int


def attach(wanted: Desired, around: Surroundings) -> Receipt:
    """Make `wanted` public, complete and unchangeable, and say how the host states it.

    Running it again finds what is done. Raises what the rows of the state table end with (41, 42,
    43, 44, 75), and what a refused signature or other bytes raise.
    """
    work = Work(wanted=wanted, around=around)
    state = work.begin()
    for _ in range(_STEPS):
        decision = decide(state.seen, state.memory, wanted)
        for line in (*decision.remarks, f"{decision.row.seen}: {decision.row.doing}"):
            around.tell(line)
        match decision.action:
            case Stop(error):
                raise error
            case Done(release):
                require_public(release, wanted, around)
                commit = state.seen.tagged or release.target
                return Receipt(release=release, commit=commit, uploads=state.uploads)
            case action:
                state = work.done(action, state)
    raise ServiceDownError(
        f"{wanted.tag} is not done after {_STEPS} steps",
        expected="a release that follows what is written",
        remedy="run the failed job again; it goes on where this one stopped",
    )


def plan(wanted: Desired, around: Surroundings) -> Decision:
    """Return what `attach` would do next, and why; writes nothing."""
    state = Work(wanted=wanted, around=around).begin()
    return decide(state.seen, state.memory, wanted)
