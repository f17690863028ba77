"""What is seen, and what must be done: cases for every row of the state table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from release.artifact import Digest
from release.attach.actions import (
    Absence,
    Action,
    Confirm,
    Create,
    DeleteAsset,
    Discard,
    Done,
    Look,
    MarkBurned,
    Memory,
    Publish,
    Stop,
    Upload,
    Verify,
)
from release.attach.desired import Desired
from release.attach.observation import Observed, Standing
from release.attach.releases import Immutability, Release
from release.attach.rows import Row
from release.attach.wanted import Wanted
from tests.attach.memory import COMMIT, LATER, InMemoryReleases
from tests.attach.place import staged, wanted
from tests.sign import samples

WANTED = wanted()
APP = wanted(account="u2netp-release[bot]")
FILES = WANTED.signed.artifacts()
ALL = samples.NAMES.release_set
PUBLIC_PLAN = replace(WANTED, plan=replace(WANTED.plan, published=True))


def draft(*names: str, public: bool = False) -> Release:
    """Return our release with the files `names`, as GitHub states it."""
    releases = InMemoryReleases()
    made = releases.add(body=WANTED.body, draft=not public)
    for artifact in FILES:
        if artifact.name in names:
            releases.put(made.id, artifact.name, WANTED.signed.path(artifact).read_bytes())
    return releases.releases[made.id]


COMPLETE = draft(*ALL)
PUBLISHED = draft(*ALL, public=True)
READ = Memory(read_back=frozenset(asset.id for asset in COMPLETE.assets))
FIRST = COMPLETE.assets[0]


def seen(*releases: Release, **changes: object) -> Observed:
    base = Observed(
        at=LATER,
        releases=releases,
        tagged=None,
        marked=False,
        taken=0,
        previous=None,
        standing=Standing.CURRENT,
        immutable=Immutability.UNREADABLE,
    )
    return replace(base, **changes)  # type: ignore[arg-type] # a table of single changes


def tagged(*releases: Release, **changes: object) -> Observed:
    return seen(*releases, tagged=COMMIT, **changes)


def absent(what: Absence, ago: int) -> Memory:
    return Memory(absence=what, absent_since=LATER - ago)


def with_asset(release: Release, **changes: object) -> Release:
    first, *rest = release.assets
    broken = replace(first, **changes)  # type: ignore[arg-type] # a table of single changes
    return replace(release, assets=(broken, *rest))


EXTRA = replace(COMPLETE, assets=(*COMPLETE.assets, replace(FIRST, id=99, name="extra.txt")))
OLD = replace(WANTED, plan=replace(WANTED.plan, seen=LATER - 59))
NOTHING = Memory()
SAID = Memory(held=1, spoke=LATER, confirmed=frozenset({2}))
BY_APP = replace(COMPLETE, author=APP.account)
BURNED = absent(Absence.BURNED, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is seen and remembered, and what shall be done; `code` of the error for a Stop."""

    seen: Observed
    do: Action | type[Stop]
    memory: Memory = NOTHING
    wanted: Desired = WANTED
    code: int = 0


def stop(seen: Observed, code: int, memory: Memory = NOTHING, want: Wanted = WANTED) -> Case:
    return Case(seen=seen, do=Stop, memory=memory, wanted=want, code=code)


CASES: Mapping[Row, tuple[Case, ...]] = {
    Row.PUBLISHED_OTHER: (
        stop(tagged(with_asset(PUBLISHED, digest=Digest.of(b"other"))), 41),
        stop(tagged(with_asset(PUBLISHED, size=1)), 41),
        stop(tagged(with_asset(PUBLISHED, digest=None)), 41, Memory(spoke=LATER - 180)),
        stop(tagged(replace(PUBLISHED, assets=PUBLISHED.assets[1:])), 41),
        stop(tagged(replace(PUBLISHED, assets=EXTRA.assets)), 41),
    ),
    Row.PUBLISHED_MUTABLE: (stop(tagged(replace(PUBLISHED, immutable=False)), 44),),
    Row.PUBLISHED_UNTAGGED: (
        Case(seen=seen(PUBLISHED), do=Look(), memory=Memory(spoke=LATER - 179)),
        stop(seen(PUBLISHED), 75, Memory(spoke=LATER - 180)),
    ),
    Row.PUBLISHED_ELSEWHERE: (stop(seen(PUBLISHED, tagged="e" * 40), 41),),
    Row.SURPLUS: (
        Case(seen=tagged(PUBLISHED, replace(COMPLETE, id=90)), do=Discard(90)),
        Case(seen=tagged(PUBLISHED, replace(COMPLETE, id=90, target="d" * 40)), do=Discard(90)),
        Case(seen=tagged(replace(PUBLISHED, assets=()), replace(COMPLETE, id=90)), do=Discard(90)),
    ),
    Row.DONE: (
        Case(seen=tagged(PUBLISHED), do=Done(PUBLISHED)),
        Case(seen=tagged(PUBLISHED, standing=Standing.NOT_ON_MAIN, taken=9), do=Done(PUBLISHED)),
        Case(seen=tagged(PUBLISHED), do=Done(PUBLISHED), wanted=PUBLIC_PLAN),
        Case(seen=tagged(PUBLISHED), do=Done(PUBLISHED), memory=replace(BURNED, burned=True)),
    ),
    Row.UNSEEN: (
        Case(seen=seen(), do=Look(), memory=Memory(held=1, spoke=LATER - 179)),
        Case(seen=seen(draft()), do=Look(), memory=SAID),
        Case(seen=seen(COMPLETE), do=Look(), memory=Memory(held=1, spoke=LATER, published=True)),
        stop(seen(COMPLETE), 75, Memory(held=1, spoke=LATER - 180, published=True)),
        Case(
            seen=tagged(with_asset(PUBLISHED, digest=None)),
            do=Look(),
            memory=Memory(spoke=LATER - 179),
        ),
    ),
    Row.ABSENT_ONCE: (
        Case(seen=seen(), do=Confirm(Absence.FRESH), wanted=OLD),
        Case(seen=seen(), do=Confirm(Absence.DELETED), wanted=PUBLIC_PLAN),
        Case(
            seen=seen(),
            do=Confirm(Absence.DELETED),
            memory=absent(Absence.DELETED, 59),
            wanted=PUBLIC_PLAN,
        ),
        Case(seen=seen(), do=Confirm(Absence.BURNED), memory=Memory(burned=True)),
        Case(seen=tagged(), do=Confirm(Absence.SQUATTED)),
        Case(seen=tagged(COMPLETE), do=Confirm(Absence.SQUATTED), memory=absent(Absence.FRESH, 99)),
    ),
    Row.DELETED: (
        stop(seen(), 41, absent(Absence.DELETED, 60), PUBLIC_PLAN),
        stop(seen(COMPLETE), 41, absent(Absence.DELETED, 60), PUBLIC_PLAN),
        stop(seen(), 41, replace(absent(Absence.DELETED, 60), published=True, held=1)),
    ),
    Row.BURNED: (
        Case(seen=seen(COMPLETE), do=Discard(COMPLETE.id), memory=replace(BURNED, burned=True)),
        Case(seen=seen(), do=MarkBurned(), memory=replace(BURNED, burned=True)),
        stop(seen(marked=True), 41),
        Case(seen=seen(COMPLETE, marked=True), do=Discard(COMPLETE.id)),
    ),
    Row.SQUATTED: (
        Case(seen=tagged(COMPLETE), do=Discard(COMPLETE.id), memory=absent(Absence.SQUATTED, 60)),
        stop(tagged(), 41, absent(Absence.SQUATTED, 60)),
    ),
    Row.WORKFLOWS_DIFFER: (stop(seen(standing=Standing.WORKFLOWS_DIFFER), 75),),
    Row.CONTENT_DIFFERS: (stop(seen(COMPLETE, standing=Standing.CONTENT_DIFFERS), 75, READ),),
    Row.NOT_ON_MAIN: (stop(seen(standing=Standing.NOT_ON_MAIN), 75),),
    Row.OVERTAKEN: (
        stop(seen(COMPLETE, taken=2), 75, READ),
        stop(seen(previous=Digest.of(b"a release before ours")), 75),
    ),
    Row.MUTABLE: (stop(seen(immutable=Immutability.OFF), 44, want=APP),),
    Row.UNREADABLE: (stop(seen(), 43, want=APP),),
    Row.ALTERED: tuple(
        stop(seen(altered), 41, Memory(held=COMPLETE.id))
        for altered in (
            replace(COMPLETE, author="somebody"),
            replace(COMPLETE, target="main"),
            replace(COMPLETE, body="hand-made"),
        )
    ),
    Row.FRESH: (
        Case(seen=seen(), do=Create()),
        Case(seen=seen(taken=1), do=Create()),
        Case(seen=seen(immutable=Immutability.ON), do=Create(), wanted=APP),
        Case(seen=seen(replace(COMPLETE, author="somebody")), do=Create()),
        Case(seen=seen(replace(COMPLETE, author="")), do=Create()),
        Case(seen=seen(replace(COMPLETE, body="hand-made")), do=Create()),
        Case(seen=seen(replace(COMPLETE, target="d" * 40)), do=Create()),
        Case(seen=seen(COMPLETE), do=Create(), wanted=wanted(staged(salt="again"))),
        Case(seen=seen(), do=Create(), memory=Memory(held=1, spoke=LATER - 180)),
        Case(seen=seen(), do=Create(), memory=absent(Absence.FRESH, 60), wanted=OLD),
    ),
    Row.EXTRA: (stop(seen(EXTRA), 42),),
    Row.HALF: tuple(
        Case(
            seen=seen(with_asset(COMPLETE, **change)),
            do=DeleteAsset(
                draft=with_asset(COMPLETE, **change), asset_id=FIRST.id, name=FIRST.name
            ),
            memory=Memory(repairs=(FIRST.name,) * 2),
        )
        for change in ({"uploaded": False}, {"digest": None}, {"size": 0})
    ),
    Row.BROKEN: (stop(seen(with_asset(COMPLETE, size=0)), 75, Memory(repairs=(FIRST.name,) * 3)),),
    Row.PARTIAL: tuple(
        Case(
            seen=seen(draft(*ALL[:count])),
            do=Upload(draft=draft(*ALL[:count]), artifacts=FILES[count:]),
        )
        for count in range(len(ALL))
    ),
    Row.COMPLETE: (
        Case(seen=seen(COMPLETE), do=Verify(COMPLETE)),
        Case(seen=seen(replace(COMPLETE, id=9), COMPLETE), do=Verify(COMPLETE)),
        Case(
            seen=seen(with_asset(COMPLETE, id=99)),
            do=Verify(with_asset(COMPLETE, id=99)),
            memory=READ,
        ),
    ),
    Row.READY: (
        Case(seen=seen(COMPLETE), do=Publish(COMPLETE), memory=READ),
        Case(
            seen=seen(BY_APP, immutable=Immutability.ON),
            do=Publish(BY_APP),
            memory=READ,
            wanted=APP,
        ),
    ),
}
