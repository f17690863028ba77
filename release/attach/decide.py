"""What to do next about a release: one pure function over what was seen. The table: rows.py."""

from collections.abc import Callable
from dataclasses import replace

from release.artifact import Artifact
from release.attach import refusals
from release.attach.actions import (
    Absence,
    Confirm,
    Create,
    Decision,
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
from release.attach.observation import Observed
from release.attach.patience import LIMITS
from release.attach.releases import Immutability, Release
from release.attach.rows import FOREIGN, Row
from release.writers import JOB_ACTOR

_REPAIRS = 3

Rule = Callable[[Observed, Memory, Desired], Decision | None]


def decide(seen: Observed, memory: Memory, wanted: Desired) -> Decision:
    """Return the row that fits, and what to do.

    Nothing raises: what ends the run is the action Stop, with its error. Nothing that may still
    become public is ever deleted: drafts go when the tag is published, or can never be.
    """
    if release := seen.published():
        return _published(release, seen, memory, wanted)
    rules: tuple[Rule, ...] = (_unseen, _gone, _burned, _first, _changeable, _filling)
    found = next(filter(None, (rule(seen, memory, wanted) for rule in rules)))
    return replace(found, remarks=_remarks(seen, wanted))


def _remarks(seen: Observed, wanted: Desired) -> tuple[str, ...]:
    drafts = (release for release in seen.releases if release.draft)
    strangers = (r for r in drafts if not wanted.marked(r))
    return tuple(f"draft {r.id} by {r.author or 'nobody'}: {FOREIGN}" for r in strangers)


def _published(release: Release, seen: Observed, memory: Memory, wanted: Desired) -> Decision:
    unstated = any(asset.digest is None for asset in release.assets)
    if unstated and seen.at - memory.spoke < LIMITS.lag:
        return Decision(row=Row.UNSEEN, action=Look())  # a digest not stated is not another one
    if surplus := [r.id for r in seen.releases if r.draft and wanted.marked(r)]:
        return Decision(row=Row.SURPLUS, action=Discard(surplus[0]))
    if not _is_wanted(release, wanted):
        return Decision(row=Row.PUBLISHED_OTHER, action=Stop(refusals.taken(wanted)))
    if not release.immutable:
        return Decision(row=Row.PUBLISHED_MUTABLE, action=Stop(refusals.mutable(wanted)))
    if seen.tagged != release.target:
        return _mistagged(release, seen, memory, wanted)
    return Decision(row=Row.DONE, action=Done(release), remarks=_remarks(seen, wanted))


def _mistagged(release: Release, seen: Observed, memory: Memory, wanted: Desired) -> Decision:
    if seen.tagged is not None:
        error = refusals.moved_tag(wanted, seen, release.target)
        return Decision(row=Row.PUBLISHED_ELSEWHERE, action=Stop(error))
    late = seen.at - memory.spoke >= LIMITS.lag
    action = Stop(refusals.not_shown(wanted, "the tag")) if late else Look()
    return Decision(row=Row.PUBLISHED_UNTAGGED, action=action)


def _is_wanted(release: Release, wanted: Desired) -> bool:
    """Tell whether `release` holds the wanted content; signatures may be another run's."""
    planned = {artifact.name: artifact for artifact in wanted.artifacts()}
    files = {asset.name: asset for asset in release.assets}
    if len(files) != len(release.assets) or set(files) != set(planned):
        return False
    equal = (files[name].holds(planned[name]) for name in wanted.determined)
    return all(equal) and all(asset.uploaded for asset in release.assets)


def _unseen(seen: Observed, memory: Memory, wanted: Desired) -> Decision | None:
    """Wait for what GitHub confirmed; after three minutes somebody must have taken it away."""
    held = next((r for r in seen.releases if r.id == memory.held), None)
    there = {asset.id for asset in held.assets} if held else set()
    if memory.held is None or (held and memory.confirmed <= there and not memory.published):
        return None
    if seen.at - memory.spoke < LIMITS.lag:
        return Decision(row=Row.UNSEEN, action=Look())
    if held and memory.published:
        action = Stop(refusals.not_shown(wanted, "the publication"))
        return Decision(row=Row.UNSEEN, action=action)
    return None


def _gone(seen: Observed, memory: Memory, wanted: Desired) -> Decision | None:
    if not (wanted.published or memory.published):
        return None
    if not memory.twice(Absence.DELETED, seen.at):
        return Decision(row=Row.ABSENT_ONCE, action=Confirm(Absence.DELETED))
    return Decision(row=Row.DELETED, action=Stop(refusals.deleted(wanted)))


def _burned(seen: Observed, memory: Memory, wanted: Desired) -> Decision | None:
    ours = [release.id for release in seen.releases if wanted.owns(release)]
    if seen.marked or memory.burned:
        if not seen.marked and not memory.twice(Absence.BURNED, seen.at):
            return Decision(row=Row.ABSENT_ONCE, action=Confirm(Absence.BURNED))
        unmarked = MarkBurned() if not seen.marked else Stop(refusals.burned(wanted))
        return Decision(row=Row.BURNED, action=Discard(ours[0]) if ours else unmarked)
    return None


def _first(seen: Observed, memory: Memory, wanted: Desired) -> Decision | None:
    return wanted.first(seen, memory)


def _changeable(seen: Observed, memory: Memory, wanted: Desired) -> Decision | None:
    del memory
    if seen.immutable is Immutability.OFF:
        return Decision(row=Row.MUTABLE, action=Stop(refusals.switched_off(wanted)))
    # GITHUB_TOKEN can never ask (administration: read). What it publishes is looked at afterwards.
    if seen.immutable is Immutability.UNREADABLE and wanted.account != JOB_ACTOR:
        return Decision(row=Row.UNREADABLE, action=Stop(refusals.unreadable(wanted)))
    return None


def _filling(seen: Observed, memory: Memory, wanted: Desired) -> Decision:
    ours = [release for release in seen.releases if wanted.owns(release)]
    if not ours:
        return _fresh(seen, memory, wanted)
    draft = min(ours, key=lambda release: release.id)
    planned = {artifact.name: artifact for artifact in wanted.artifacts()}
    if extra := sorted(a.name for a in draft.assets if a.name not in planned):
        return Decision(row=Row.EXTRA, action=Stop(refusals.unplanned(wanted, extra)))
    for asset in draft.assets:
        if not asset.holds(planned[asset.name]):
            return _half(draft, asset.id, asset.name, memory, wanted)
    if missing := _missing(draft, wanted):
        return Decision(row=Row.PARTIAL, action=Upload(draft=draft, artifacts=missing))
    if not {asset.id for asset in draft.assets} <= memory.read_back:
        return Decision(row=Row.COMPLETE, action=Verify(draft))
    return Decision(row=Row.READY, action=Publish(draft))


def _fresh(seen: Observed, memory: Memory, wanted: Desired) -> Decision:
    """Decide about nothing: guard's look, at other calls, is the first of two answers.

    After a creation whose answer got lost a second draft is made only when the lag is over, and
    none beside a draft that this run worked on, whatever became of it.
    """
    if held := [release for release in seen.releases if release.id == memory.held]:
        return Decision(row=Row.ALTERED, action=Stop(refusals.altered(wanted, held[0])))
    if memory.unsure_since is not None and seen.at - memory.unsure_since < LIMITS.lag:
        return Decision(row=Row.UNSEEN, action=Look())
    long_ago = wanted.seen is not None and seen.at - wanted.seen >= LIMITS.apart
    if long_ago or memory.twice(Absence.FRESH, seen.at):
        return Decision(row=Row.FRESH, action=Create())
    return Decision(row=Row.ABSENT_ONCE, action=Confirm(Absence.FRESH))


def _half(draft: Release, asset_id: int, name: str, memory: Memory, wanted: Desired) -> Decision:
    if memory.repairs.count(name) >= _REPAIRS:
        return Decision(row=Row.BROKEN, action=Stop(refusals.unrepaired(wanted, name)))
    return Decision(row=Row.HALF, action=DeleteAsset(draft=draft, asset_id=asset_id, name=name))


def _missing(draft: Release, wanted: Desired) -> tuple[Artifact, ...]:
    there = {asset.name for asset in draft.assets}
    return tuple(a for a in wanted.artifacts() if a.name not in there)
