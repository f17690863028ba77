"""The cards of the models: five points, front matter, rendered facts, and no number typed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from release.card import CARD_LIMIT, PLACEHOLDER, Card, path_of, release_row, tree_facts
from release.entry import RegistryEntry
from release.errors import ReleaseError
from release.files import read_bytes
from release.handwritten import handwritten, numbers_in
from release.names import CARDS
from release.policy import Policy
from release.sidecar import Sidecar
from release.validate.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """The cards below `root`; the facts of a mirror's are of its newest recorded release."""

    root: Path
    policy: Policy | None

    def findings(
        self, entry: RegistryEntry, path: str, sidecar: Sidecar | None
    ) -> Iterator[Finding]:
        """Yield what is wrong with the card of `entry`, which stands at `path` of the registry."""
        name = path_of(entry)
        if not (self.root / name).exists():
            yield Finding(rule="card", path=path, message=f"{entry.id}: missing card {name}")
            return
        card = self._card(name)
        if isinstance(card, Finding):
            yield card
            return
        yield from _of_people(card, name)
        for problem in self._facts(card, entry, sidecar):
            yield Finding(rule="facts", path=name, message=f"{entry.id}: the card {problem}")

    def others(self, entries: tuple[RegistryEntry, ...]) -> Iterator[Finding]:
        """Yield what is wrong with the cards of models that are not recorded yet."""
        known = {path_of(entry) for entry in entries if not entry.smoke}
        for path in sorted((self.root / CARDS).glob("*_card.md")):
            name = f"{CARDS}/{path.name}"
            if name not in known:
                card = self._card(name)
                yield from (card,) if isinstance(card, Finding) else _of_people(card, name)

    def _card(self, name: str) -> Card | Finding:
        """Return the card called `name`, or what is wrong with its form."""
        for folder in (self.root / CARDS, *(self.root / CARDS).parents[:2]):
            if folder.is_symlink():
                return Finding(rule="irregular", path=name, message=f"{folder.name} is a link")
        try:
            return Card.parse(read_bytes(self.root / name, limit=CARD_LIMIT), what=name)
        except ReleaseError as error:
            message = error.problem.replace(f"{self.root}{os.sep}", "")
            return Finding(rule="card", path=name, message=message)

    def _facts(self, card: Card, entry: RegistryEntry, sidecar: Sidecar | None) -> Iterator[str]:
        """Yield where the rendered facts are not those of the entry."""
        if card.front.get("license") != entry.licence.lower():
            yield f"has license {card.front.get('license')} in front, not {entry.licence}"
        if entry.mirror is None:
            if sidecar and card.facts != tree_facts(entry, sidecar):
                yield "has other facts than registry and sidecar"
            return
        if entry.model.hex not in card.facts or entry.mirror.manifest.hex not in card.facts:
            yield f"has not the facts of {entry.mirror.tag}, the newest release"
        if self.policy:
            page = self.policy.repository.url
            if f"| release | {release_row(entry.mirror, page)} |" not in card.facts.splitlines():
                yield f"does not say that {entry.mirror.tag} is {entry.mirror.status.value}"


def _of_people(card: Card, name: str) -> Iterator[Finding]:
    """Yield what people left out of the card, and what they typed into it."""
    for point in card.missing:
        yield Finding(rule="points", path=name, message=f"{name} does not make the point {point!r}")
    if PLACEHOLDER in card.text:
        message = f"{name} still has {PLACEHOLDER} where a person must write"
        yield Finding(rule="placeholder", path=name, message=message)
    for typed in handwritten(card.prose, numbers_in(card.facts)):
        message = f"{name} has a {typed.kind} typed by hand: {typed.text}"
        yield Finding(rule="handwritten", path=f"{name}:{typed.line}", message=message)


def speaking(entries: tuple[RegistryEntry, ...]) -> frozenset[str]:
    """Return the ids of the entries that cards speak of: of a mirror's releases, the newest."""
    newest = {path_of(entry): entry.id for entry in sorted(entries, key=_number) if not entry.smoke}
    return frozenset(newest.values())


def _number(entry: RegistryEntry) -> int:
    return entry.mirror.tag.n if entry.mirror else 0
