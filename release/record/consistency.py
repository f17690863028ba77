"""Does a pull request say of releases what they are? Every byte it changes is computed again.

A record is what the tree says of a release: the mirror's rows of the registry, its sidecar and
bundle, the facts between the markers of the card, its changelog fragment. Whoever proposes a
record, bot or person, proposes exactly the bytes that follow from the release and from the base.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from release.card import BEGIN, END
from release.entry import RegistryEntry
from release.git import REGULAR, Change
from release.lifecycle import require_history
from release.names import POLICY, REGISTRY, TINY, Names, Tag, card_path
from release.policy import Policy
from release.record.finding import Finding
from release.record.lost import Released, is_ours, newly_lost
from release.record.places import differences
from release.record.proposal import Tree, card_of, filled, needed, newest, own_files, propose
from release.registry import Registry, Row

_MODEL = "[a-z][a-z0-9]{0,31}"
_OWN = re.compile(rf"{TINY}/{_MODEL}_mirror_v[0-9]+[^/]*|changelog\.d/[^/]+/{_MODEL}-mirror-.*")
_CARD = re.compile(rf"docs/ai/models/{_MODEL}_mirror_card\.md")
_ID = re.compile(rf"{_MODEL}_mirror_v[0-9]+.*")
_PIN = re.compile(r"model/[^/]+_mirror\.toml")
_NEWS = re.compile(
    r"changelog\.d/(added|changed|deprecated|removed|fixed|security)/[0-9]{4}-.+\.md"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The tree of the base, the tree that merging would make of it, and what differs."""

    base: Tree
    merged: Tree
    changes: tuple[Change, ...]

    def paths(self) -> frozenset[str]:
        """Return the paths that differ."""
        return frozenset(change.path for change in self.changes)


def examine(request: Request, released: Released, policy: Policy) -> Finding:
    """Return what the pull request says of releases, and which of it is not so.

    Raises InvalidRecordError for a registry or card that cannot be read, and what `released`
    raises: a record of a release that nobody can fetch and verify is no record.
    """
    changed = request.paths()
    touched = tuple(c for c in request.changes if _is_record(c, request))
    refused = [_policy_line(path) for path in sorted(changed) if _is_rule(path)]
    if not touched:
        # Other rows of the registry are the validator's business; not together with the rules.
        refused = refused if REGISTRY in changed else []
        return Finding(records=(), refused=tuple(refused))
    refused += [line for change in touched for line in _mode(change)]
    if not refused:
        refused += _Comparison.of(request, released, policy).lines()
    return Finding(records=tuple(sorted(c.path for c in touched)), refused=tuple(refused))


def _is_rule(path: str) -> bool:
    """Tell whether people write this file for the pipeline to follow."""
    name = path.casefold()
    return name == POLICY or bool(_PIN.fullmatch(name)) or name.startswith(".github/")


def _policy_line(path: str) -> str:
    return f"{path}: changes in the same pull request as a record; people change the rules alone"


def _is_record(change: Change, request: Request) -> bool:
    # Without regard to case: some file systems have none, and there the two would be one file.
    name, trees = change.path.casefold(), (request.base, request.merged)
    if change.path == REGISTRY:
        before, after = (tree(REGISTRY) for tree in trees)
        return change.new != REGULAR or _rows(before) != _rows(after) or not _canonical(after)
    if _CARD.fullmatch(name):
        facts = {_block(tree(change.path)) for tree in trees}
        return change.new != REGULAR or len(facts) > 1
    return name == REGISTRY or (bool(_OWN.fullmatch(name)) and not _collected(change, request))


def _rows(registry: bytes | None) -> tuple[Row, ...]:
    """Return the rows that speak of releases, or look so; a file that is not there has none."""
    rows = Registry.parse(registry).rows if registry is not None else ()
    return tuple(row for row in rows if not isinstance(row, RegistryEntry) or _mirrored(row))


def _mirrored(entry: RegistryEntry) -> bool:
    return entry.mirror is not None or bool(_ID.fullmatch(entry.id))


def _tags(registry: Registry) -> tuple[Tag, ...]:
    return tuple(entry.mirror.tag for entry in registry.entries if entry.mirror)


def _canonical(registry: bytes | None) -> bool:
    return registry is not None and Registry.parse(registry).dump() == registry


def _block(shown: bytes | None) -> bytes | None:
    """Return what stands from the first marker to the last, or None without markers."""
    begin, end = BEGIN.encode(), END.encode()
    if shown is None or begin not in shown or end not in shown:
        return None
    return shown[shown.index(begin) : shown.rindex(end)]


def _collected(change: Change, request: Request) -> bool:
    """Tell whether a fragment only goes: its line is in the changelog by then."""
    gone = change.new is None and change.path.startswith("changelog.d/")
    if not gone or (registry := request.base(REGISTRY)) is None:
        return False
    return change.path in {Names(tag).fragment for tag in _tags(Registry.parse(registry))}


def _mode(change: Change) -> Iterator[str]:
    if change.new not in {None, REGULAR}:
        yield f"{change.path}: has the mode {change.new}, a record is a plain file ({REGULAR})"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """One pull request that says something of releases, and what it would have to say."""

    request: Request
    released: Released
    policy: Policy
    before: Registry
    after: Registry

    @classmethod
    def of(cls, request: Request, released: Released, policy: Policy) -> "_Comparison":
        return cls(
            request=request,
            released=released,
            policy=policy,
            before=Registry.parse(needed(request.base, REGISTRY)),
            after=Registry.parse(needed(request.merged, REGISTRY)),
        )

    def lines(self) -> Iterator[str]:
        """Give a line for each thing that is not so."""
        known = set(_tags(self.before))
        new = [tag for tag in _tags(self.after) if tag not in known]
        if len(new) > 1:
            tags = ", ".join(map(str, new))[:200]
            yield f"{REGISTRY}: has the new releases {tags}; a pull request records one"
        elif new:
            yield from self._new(new[0])
        else:
            yield from self._known()

    def _new(self, tag: Tag) -> Iterator[str]:
        """Compare a new release with exactly what the bot would propose; no other path."""
        lost = newly_lost(self.before, self.after, tag.model)
        for burned in (one for one in lost if is_ours(one, self.released)):
            yield f"{REGISTRY}: says that {burned} is burned, and it is a release of ours"
        publisher, numbers = self.policy.publisher(tag), [burned.n for burned in lost]
        proposal = propose(self.released(tag), publisher, self.request.base, numbers)
        for path in sorted(self.request.paths() - proposal.files.keys()):
            yield f"{path}: does not belong to the record of {tag}"
        for path, expected in proposal.files.items():
            yield from differences(path, self.request.merged(path), expected)

    def _known(self) -> Iterator[str]:
        """Let statuses move on, and what was recorded be put right, without a new release."""
        yield from differences(REGISTRY, self.request.merged(REGISTRY), self._moved_on().dump())
        expected: dict[str, bytes] = {}
        for tag in self._spoken_of():
            release, publisher = self.released(tag), self.policy.publisher(tag)
            expected |= own_files(release, publisher)
            if newest(self.after, tag.model) == tag:
                shown = card_of(tag.model, self.request.merged)
                facts = filled(shown, self.after, release.manifest, publisher)
                expected[card_path(tag.model)] = facts
        for path in sorted(self.request.paths() - expected.keys() - {REGISTRY}):
            if not _NEWS.fullmatch(path) and not _CARD.fullmatch(path):
                yield f"{path}: is no part of a record"
        for path, data in expected.items():
            if path in self.request.paths() or _CARD.fullmatch(path):
                yield from differences(path, self.request.merged(path), data)

    def _spoken_of(self) -> tuple[Tag, ...]:
        """Return the releases whose records differ, and those that a card must speak of."""
        changed = self.request.paths()
        before = set(self.before.entries)
        moved = {e.mirror.tag.model for e in self.after.entries if e.mirror and e not in before}
        tags = _tags(self.after)
        touched = {t for t in tags if changed & _own_paths(t)}
        models = {t.model for t in tags if t.model in moved or card_path(t.model) in changed}
        cards = {t for t in tags if t.model in models and newest(self.after, t.model) == t}
        return tuple(sorted(touched | cards, key=lambda tag: (tag.model, tag.n)))

    def _moved_on(self) -> Registry:
        """Return the registry before with what people may change: statuses, burned numbers, wishes.

        Raises InvalidRecordError for a change that is not one way, which names the row.
        """
        now = {entry.id: entry.mirror for entry in self.after.entries if entry.mirror}
        registry = Registry(self.before.entries)
        for entry in self.before.entries:
            if entry.mirror and (new := now.get(entry.id)):
                moved = replace(entry.mirror, status=new.status, reason=new.reason)
                registry = registry.with_entry(replace(entry, mirror=moved))
        hand: tuple[Row, ...] = (*self.after.burned, *self.after.rollbacks)
        for row in hand:
            registry = registry.with_entry(row)
        require_history(self.before, registry)
        return registry


def _own_paths(tag: Tag) -> frozenset[str]:
    names = Names(tag)
    inside = (f"{TINY}/{names.sidecar}", f"{TINY}/{names.tree_bundle}")
    return frozenset((*inside, names.fragment))
