"""What may become of a row of the registry, and the changes that people make by hand.

A registry is history: a row never leaves, its facts never change, and its status moves one way.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from release.canonical import invalid
from release.entry import RegistryEntry
from release.errors import UsageError
from release.mirror import Burned, Mirror, Rollback, Status
from release.names import Names, Tag
from release.registry import Registry

_ORDER = tuple(Status)


def transition(old: Mirror | Burned | None, new: Mirror | Burned | None) -> None:
    """Return if what the registry says of one N may change from `old` to `new`.

    None says that there is no row. Raises InvalidRecordError: a row never leaves, its facts never
    change, a status only moves downwards, and a reason stays while the status does.
    """
    if isinstance(old, Mirror) and isinstance(new, Mirror):
        _require_forward(old, new)
    elif old is not None and old != new:
        said = "is not recorded any more" if new is None else "is recorded as something else"
        raise invalid(str(old.tag), said)


def _require_forward(old: Mirror, new: Mirror) -> None:
    if replace(new, status=old.status, reason=old.reason) != old:
        raise invalid(str(old.tag), "is recorded with other facts than before")
    if _ORDER.index(new.status) < _ORDER.index(old.status):
        raise invalid(str(old.tag), f"goes back from {old.status.value} to {new.status.value}")
    if new.status is old.status and new.reason != old.reason:
        raise invalid(str(old.tag), f"is {old.status.value} for another reason than before")


def require_history(old: Registry, new: Registry) -> None:
    """Return if `new` may follow `old`; raises InvalidRecordError, naming the row.

    Models of the tree may come, go and change with their files; what was released stays.
    """
    after, before = _by_tag(new), _by_tag(old)
    for tag, row in before.items():
        transition(row, after.get(tag))
    facts = {e.id: replace(e, mirror=None) for e in new.entries}
    for entry in old.entries:
        if entry.mirror and facts[entry.id] != replace(entry, mirror=None):
            raise invalid(entry.id, "is recorded with other facts than before")


def _by_tag(registry: Registry) -> dict[Tag, Mirror | Burned]:
    mirrors = {entry.mirror.tag: entry.mirror for entry in registry.entries if entry.mirror}
    return {**{burned.tag: burned for burned in registry.burned}, **mirrors}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person asks for: which release, and why."""

    tag: Tag
    reason: str


def supersede(registry: Registry, change: Change) -> Registry:
    """Return `registry` with the release superseded: it stays good, and nobody starts with it."""
    return _moved(registry, change, Status.SUPERSEDED)


def yank(registry: Registry, change: Change) -> Registry:
    """Return `registry` with the release yanked: nobody may use it; its files stay as evidence."""
    return _without_wish(_moved(registry, change, Status.YANKED), change.tag)


def burn(registry: Registry, change: Change) -> Registry:
    """Return `registry` with the number burned, recorded as a release or not."""
    if change.tag in {mirror.tag for mirror in registry.mirrors(change.tag.model)}:
        return _without_wish(_moved(registry, change, Status.BURNED), change.tag)
    row = Burned(tag=change.tag, reason=change.reason)
    if (old := _by_tag(registry).get(change.tag)) is not None:
        transition(old, row)
    return registry.with_entry(row)


def roll_back(registry: Registry, change: Change) -> Registry:
    """Return `registry` with the wish that the next N holds the content of `change.tag` again.

    The release that is active is yanked: it is what people shall get away from.
    """
    wish = Rollback(to=change.tag, reason=change.reason)
    if wish in registry.rollbacks:
        return registry
    _require_status(registry, change.tag, Status.SUPERSEDED)
    why = f"rolled back to {change.tag}: {change.reason}"
    for mirror in registry.mirrors(change.tag.model):
        if mirror.status is Status.ACTIVE:
            registry = yank(registry, Change(tag=mirror.tag, reason=why[:256]))
    if (old := registry.rollback(change.tag.model)) is not None:
        registry = registry.without(old)
    return registry.with_entry(wish)


CHANGES: dict[str, Callable[[Registry, Change], Registry]] = {
    "supersede": supersede,
    "yank": yank,
    "burn": burn,
    "rollback": roll_back,
}
"""The changes by the word that a person types."""


def _without_wish(registry: Registry, tag: Tag) -> Registry:
    """Return `registry` without the wish to bring back `tag`, which is no good any more."""
    wishes = [wish for wish in registry.rollbacks if wish.to == tag]
    return registry.without(wishes[0]) if wishes else registry


def _moved(registry: Registry, change: Change, status: Status) -> Registry:
    entry, old = _entry(registry, change.tag)
    reason = old.reason if old.status is status else change.reason
    new = replace(old, status=status, reason=reason)
    transition(old, new)
    return registry.with_entry(replace(entry, mirror=new))


def _require_status(registry: Registry, tag: Tag, status: Status) -> None:
    _, mirror = _entry(registry, tag)
    if mirror.status is not status:
        raise invalid(str(tag), f"is {mirror.status.value}, not {status.value}")


def _entry(registry: Registry, tag: Tag) -> tuple[RegistryEntry, Mirror]:
    for entry in registry.entries:
        if entry.mirror and entry.id == Names(tag).registry_id:
            return entry, entry.mirror
    raise UsageError(
        f"the registry does not know {tag}",
        expected="a release that is recorded",
        remedy="look for its tag in model/tiny/registry.json",
    )
