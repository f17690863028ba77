"""Which stories there are, which need another one first, and which share a world."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.scenarios import (
    air_gap,
    alarm,
    apps,
    consumer,
    crash,
    dispatch,
    drop,
    evil_identity,
    intake,
    logged,
    nothing_to_do,
    rebuild,
    records,
    release,
    rerun,
    revoked,
    rights,
    ruleset_drift,
    tampered_asset,
    tool_apps,
    tool_beside_model,
    tool_release,
    tool_rerun,
    tool_vs_model,
    upstream_moved,
    wrong_checkpoint,
)
from tests.rehearsal.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One scenario: what it does, in which world, and what must have happened there before.

    A `long` one makes whole releases again: `make test` leaves it to CI and `SCENARIO=all`.
    `needs_node` says that it cannot be told on a machine without node and npm.
    """

    name: str
    tell: Callable[[World], None]
    world: str
    after: tuple[str, ...] = ()
    needs_node: bool = False
    long: bool = False


# In the order of telling. A push that was dispatched waits for `release`; a merge ends the line.
STORIES = (
    Story(name="dispatch", tell=dispatch.run, world="released", needs_node=True),
    Story(name="release", tell=release.run, world="released"),
    Story(name="consumer", tell=consumer.run, world="released", after=("release",)),
    Story(name="rebuild", tell=rebuild.run, world="released", after=("release",)),
    Story(name="air_gap", tell=air_gap.run, world="released", after=("release",)),
    Story(name="evil_identity", tell=evil_identity.run, world="released", after=("release",)),
    Story(name="records", tell=records.run, world="released", after=("release",)),
    Story(name="rerun", tell=rerun.run, world="released", after=("release",), long=True),
    Story(name="nothing_to_do", tell=nothing_to_do.run, world="released", after=("release",)),
    Story(
        name="tool_beside_model",
        tell=tool_beside_model.run,
        world="released",
        after=("release", "nothing_to_do"),
        needs_node=True,
    ),
    Story(name="wrong_checkpoint", tell=wrong_checkpoint.run, world="unreleased"),
    Story(name="intake", tell=intake.run, world="unreleased"),
    Story(name="rights", tell=rights.run, world="unreleased", long=True),
    Story(name="ruleset_drift", tell=ruleset_drift.run, world="unreleased"),
    Story(name="upstream_moved", tell=upstream_moved.run, world="unreleased"),
    Story(name="tampered_asset", tell=tampered_asset.run, world="unreleased"),
    Story(name="crash", tell=crash.run, world="crashed", long=True),
    Story(name="apps", tell=apps.run, world="with_apps", long=True),
    Story(name="tool_vs_model", tell=tool_vs_model.run, world="versions"),
    Story(name="tool_release", tell=tool_release.run, world="versions", needs_node=True),
    Story(
        name="tool_rerun",
        tell=tool_rerun.run,
        world="versions",
        after=("tool_release",),
        needs_node=True,
    ),
    Story(
        name="tool_apps", tell=tool_apps.run, world="versions_by_app", needs_node=True, long=True
    ),
    Story(name="drop", tell=drop.run, world="dropped", long=True),
    Story(name="alarm", tell=alarm.run, world="published"),
    Story(name="revoked", tell=revoked.run, world="published"),
    Story(name="logged", tell=logged.run, world="published"),
)
DEFAULT = ("release", "consumer")


def chosen(names: Iterable[str]) -> tuple[Story, ...]:
    """Return the stories `names` and what they need, in the order of telling.

    Raises RehearsalError for a name that is none.
    """
    wanted = set(names)
    if unknown := sorted(wanted - {story.name for story in STORIES}):
        raise RehearsalError(
            "scenario",
            f"there is no scenario {unknown[0]!r}",
            expected=f"one of {', '.join(story.name for story in STORIES)}",
            remedy="choose one of these",
        )
    needed = {name for story in STORIES if story.name in wanted for name in story.after}
    return tuple(story for story in STORIES if story.name in wanted | needed)
