"""What is seen of a version, and what must be done: the rows that a model's release has not."""

from collections.abc import Mapping
from dataclasses import replace

from release.attach.actions import Absence, Action, Confirm, Memory, Publish, Stop, Upload, Verify
from release.attach.observation import Observed, Standing
from release.attach.releases import Immutability, Release
from release.attach.rows import Row
from tests.attach.memory import COMMIT, LATER, InMemoryReleases
from tests.attach.table import NOTHING, Case, absent
from tests.supply_chain import samples

WANTED = samples.wanted()
FILES = WANTED.artifacts()


def draft(*names: str, author: str = WANTED.account, target: str = COMMIT) -> Release:
    """Return release-please's draft with the files `names`, as GitHub states it."""
    releases = InMemoryReleases()
    made = releases.add(body="", target=target, author=author)
    for artifact in FILES:
        if artifact.name in names:
            releases.put(made.id, artifact.name, WANTED.path(artifact).read_bytes())
    return releases.releases[made.id]


EMPTY = draft()
COMPLETE = draft(*samples.NAMES.assets)
EXTRA = replace(
    COMPLETE, assets=(*COMPLETE.assets, replace(COMPLETE.assets[0], id=99, name="more"))
)
READ = Memory(read_back=frozenset(asset.id for asset in COMPLETE.assets))


def seen(*releases: Release, tagged: str | None = COMMIT, **changes: object) -> Observed:
    """Return what GitHub shows: these releases, and the tag."""
    base = Observed(
        at=LATER,
        releases=releases,
        tagged=tagged,
        marked=False,
        taken=0,
        previous=None,
        standing=Standing.CURRENT,
        immutable=Immutability.UNREADABLE,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def case(at: Observed, do: Action | type[Stop], code: int = 0, memory: Memory = NOTHING) -> Case:
    return Case(seen=at, do=do, code=code, memory=memory, wanted=WANTED)


GONE = seen(EMPTY, tagged=None)
CASES: Mapping[Row, tuple[Case, ...]] = {
    Row.ABSENT_ONCE: (
        case(GONE, Confirm(Absence.UNTAGGED)),
        case(GONE, Confirm(Absence.UNTAGGED), memory=absent(Absence.UNTAGGED, 59)),
        case(seen(), Confirm(Absence.FRESH)),
    ),
    Row.TAG_GONE: (case(GONE, Stop, 41, absent(Absence.UNTAGGED, 60)),),
    Row.TAG_MOVED: (
        case(seen(EMPTY, tagged="d" * 40), Stop, 41),
        case(seen(COMPLETE, tagged="d" * 40), Stop, 41, READ),
    ),
    Row.NOT_ON_MAIN: (case(seen(COMPLETE, standing=Standing.NOT_ON_MAIN), Stop, 41, READ),),
    Row.EXTRA: (case(seen(EXTRA), Stop, 42, READ),),
    Row.PARTIAL: tuple(
        case(
            seen(draft(*samples.NAMES.assets[:n])),
            Upload(draft=draft(*samples.NAMES.assets[:n]), artifacts=FILES[n:]),
        )
        for n in range(len(FILES))
    ),
    Row.COMPLETE: (case(seen(COMPLETE), Verify(COMPLETE)),),
    Row.READY: (case(seen(COMPLETE), Publish(COMPLETE), memory=READ),),
}
