"""What others can do between any two calls of a release, and how it may end then."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.attach.place import wanted
from tests.core.samples import TAG
from tests.crash.cases import APP
from tests.crash.place import PIN, WORKFLOW, Place
from tests.rehearsal.hosts.state import Asset, Release

DONE = 0
STRANGER = "a-person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something happens to the place; `codes` are how the run may end, `again` the next one."""

    happen: Callable[[Place], None]
    codes: frozenset[int]
    again: frozenset[int]
    drafts: tuple[str, ...] = ()
    tampers: bool = False


def _release(place: Place, **changes: object) -> Release:
    made = Release(
        id=place.github.state.next_id(),
        tag=str(TAG),
        target=place.main,
        name="x",
        body=replace(wanted(account=f"{APP}[bot]"), commit=place.main).body,
        draft=True,
        prerelease=False,
        author=f"{APP}[bot]",
        slug="0",
        created_at="2026-01-01T00:00:00Z",
    )
    release = replace(made, **changes)  # type: ignore[arg-type] # fields of a release, by name
    place.github.state.releases[release.id] = release
    return release


def twin_draft(place: Place) -> None:
    _release(place)


def older_draft(place: Place) -> None:
    _release(place, body="<!-- mirror content_key=00 manifest_sha256=00 set_sha256=00 -->")


def foreign_draft(place: Place) -> None:
    _release(place, author=STRANGER)


def foreign_release(place: Place) -> None:
    if not _ours(place, draft=False):
        _release(place, author=STRANGER, draft=False, immutable=True, body="mine")
        place.point(f"refs/tags/{TAG}", place.main)


def squatted(place: Place) -> None:
    if not _ours(place, draft=False):
        elsewhere = place.commit({"README.md": b"evil"}, place.main)
        place.point(f"refs/tags/{TAG}", elsewhere)


def burned(place: Place) -> None:
    place.github.state.burned_tags.add(str(TAG))


def immutability_off(place: Place) -> None:
    place.github.immutable_releases = False


def draft_deleted(place: Place) -> None:
    for release in _ours(place, draft=True):
        _delete(place, release)


def release_deleted(place: Place) -> None:
    for release in _ours(place, draft=False):
        _delete(place, release)


def _delete(place: Place, release: Release) -> None:
    state = place.github.state
    for asset in _assets(place):
        del state.assets[asset.id]
    del state.releases[release.id]


def extra_asset(place: Place) -> None:
    _edit(place, lambda asset: replace(asset, id=asset.id + 500, name="extra.txt"))


def asset_renamed(place: Place) -> None:
    _edit(place, lambda asset: replace(asset, id=asset.id + 500, name="renamed.txt"), gone=True)


def asset_deleted(place: Place) -> None:
    if _ours(place, draft=True):
        for asset in _assets(place)[:1]:
            del place.github.state.assets[asset.id]


def asset_exchanged(place: Place) -> None:
    other = "sha256:" + "0" * 64
    _edit(place, lambda asset: replace(asset, id=asset.id + 500, digest=other), gone=True)


def _edit(place: Place, change: Callable[[Asset], Asset], *, gone: bool = False) -> None:
    """Put a changed copy of the first asset of our draft there."""
    if _ours(place, draft=True):
        for asset in _assets(place)[:1]:
            if gone:
                del place.github.state.assets[asset.id]
            made = change(asset)
            place.github.state.assets[made.id] = made


def main_moved(place: Place) -> None:
    place.point("refs/heads/main", place.commit({"README.md": b"news"}, place.main))


def workflows_moved(place: Place) -> None:
    place.point("refs/heads/main", place.commit({WORKFLOW: b"jobs: {a: {}}"}, place.main))


def pin_moved(place: Place) -> None:
    place.point("refs/heads/main", place.commit({PIN: b"another pin"}, place.main))


def main_rewritten(place: Place) -> None:
    place.point("refs/heads/main", place.commit({WORKFLOW: b"jobs: {}\n", PIN: b"pin\n"}))


def overtaken(place: Place) -> None:
    place.point(f"refs/tags/{replace(TAG, n=7)}", place.main)


def _ours(place: Place, *, draft: bool) -> list[Release]:
    rows = list(place.github.state.releases.values())
    return [r for r in rows if r.draft is draft and r.author != STRANGER]


def _assets(place: Place) -> list[Asset]:
    return list(place.github.state.assets.values())


def _event(
    happen: Callable[[Place], None],
    *codes: int,
    again: tuple[int, ...] = (DONE,),
    drafts: tuple[str, ...] = (),
    tampers: bool = False,
) -> Event:
    return Event(
        happen=happen,
        codes=frozenset(codes),
        again=frozenset(again),
        drafts=drafts,
        tampers=tampers,
    )


EVENTS = {
    "a twin of our draft": _event(twin_draft, DONE),
    "a draft of ours for other content": _event(older_draft, DONE),
    "a draft of somebody else": _event(foreign_draft, DONE, drafts=(STRANGER,)),
    "a release of somebody else": _event(foreign_release, DONE, 41, again=(DONE, 41)),
    "the tag squatted": _event(squatted, DONE, 41, again=(DONE, 41), tampers=True),
    "the name burned": _event(burned, DONE, 41, again=(DONE, 41)),
    "immutability off": _event(immutability_off, DONE, 44, again=(DONE, 44), tampers=True),
    "our draft deleted": _event(draft_deleted, DONE),
    "our release deleted": _event(release_deleted, DONE, 41, 75, again=(DONE, 41)),
    "an asset added": _event(extra_asset, DONE, 41, 42, again=(DONE, 41, 42), tampers=True),
    "an asset renamed": _event(asset_renamed, DONE, 41, 42, again=(DONE, 41, 42), tampers=True),
    "an asset deleted": _event(asset_deleted, DONE, 41, again=(DONE, 41), tampers=True),
    "an asset exchanged": _event(asset_exchanged, DONE, 41, again=(DONE, 41), tampers=True),
    "main moved on": _event(main_moved, DONE),
    "main moved on, other workflows": _event(workflows_moved, DONE, 75, again=(DONE, 75)),
    "main moved on, other pin": _event(pin_moved, DONE, 75, again=(DONE, 75)),
    "main rewritten": _event(main_rewritten, DONE, 75, again=(DONE, 75)),
    "a higher number tagged": _event(overtaken, DONE, 75, again=(DONE, 75)),
}
