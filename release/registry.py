"""The registry: which models there are, each with digest, bundle and status. The bot writes it."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from release import canonical
from release.canonical import invalid
from release.entry import RegistryEntry
from release.mirror import Burned, Mirror, Rollback, Status
from release.names import Tag
from release.shape import Table

REGISTRY_LIMIT = 16 << 20
SCHEMA = "./registry.schema.json"
VERSION = 1

Row = RegistryEntry | Burned | Rollback
_Row = TypeVar("_Row", bound=Row)


@dataclass(frozen=True, slots=True)
class Registry:
    """All rows: models, burned numbers, and what shall be rolled back to; each sorted by id."""

    rows: tuple[Row, ...]

    @property
    def entries(self) -> tuple[RegistryEntry, ...]:
        """The models."""
        return self._of(RegistryEntry)

    @property
    def burned(self) -> tuple[Burned, ...]:
        """The numbers that can never be used and stand for no model."""
        return self._of(Burned)

    @property
    def rollbacks(self) -> tuple[Rollback, ...]:
        """The wishes to bring the content of an older release back."""
        return self._of(Rollback)

    @classmethod
    def parse(cls, data: bytes) -> "Registry":
        """Read the registry; raises InvalidRecordError, naming the field. `dump` is the inverse."""
        return cls.read(canonical.load_decimals(data, what="registry"))

    @classmethod
    def read(cls, document: dict[str, object]) -> "Registry":
        """Read the document, as `parse` does the bytes."""
        top = Table(document, path="registry")
        top.literal("$schema", SCHEMA)
        if top.integer("schema_version") != VERSION:
            raise invalid("registry.schema_version", f"is not {VERSION}")
        entries = _sorted(top.rows("models"), RegistryEntry.read)
        burned = _sorted(top.tables("burned"), Burned.read) if top.has("burned") else ()
        wishes = _sorted(top.tables("rollbacks"), Rollback.read) if top.has("rollbacks") else ()
        top.end()
        registry = cls((*entries, *burned, *wishes))
        _require_fitting(registry)
        return registry

    def dump(self) -> bytes:
        """Return the registry as it stands in the tree: indented, for reviewers."""
        document: dict[str, object] = {
            "$schema": SCHEMA,
            "schema_version": VERSION,
            "models": [entry.fields() for entry in self.entries],
        }
        if self.burned:
            document["burned"] = [burned.fields() for burned in self.burned]
        if self.rollbacks:
            document["rollbacks"] = [rollback.fields() for rollback in self.rollbacks]
        return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()

    def with_entry(self, row: Row) -> "Registry":
        """Return the registry with `row` in its place; twice is once."""
        others = (old for old in self.rows if (type(old), old.id) != (type(row), row.id))
        return Registry(tuple(sorted((*others, row), key=_place)))

    def without(self, row: Row) -> "Registry":
        """Return the registry without `row`."""
        return Registry(tuple(old for old in self.rows if old != row))

    def mirrors(self, model: str) -> tuple[Mirror, ...]:
        """Return the releases of `model`, whatever became of them."""
        mirrors = (entry.mirror for entry in self.entries if entry.mirror)
        return tuple(mirror for mirror in mirrors if mirror.tag.model == model)

    def tags(self, model: str) -> tuple[Tag, ...]:
        """Return every tag of `model` that is taken, burned ones too."""
        burned = (burned.tag for burned in self.burned if burned.tag.model == model)
        return (*(mirror.tag for mirror in self.mirrors(model)), *burned)

    def rollback(self, model: str) -> Rollback | None:
        """Return the wish to bring back older content of `model`, if there is one."""
        return next((wish for wish in self.rollbacks if wish.to.model == model), None)

    def _of(self, kind: type[_Row]) -> tuple[_Row, ...]:
        return tuple(row for row in self.rows if isinstance(row, kind))


_ORDER = (RegistryEntry, Burned, Rollback)


def _place(row: Row) -> tuple[int, str]:
    return _ORDER.index(type(row)), row.id


def _sorted(tables: Iterable[Table], read: Callable[[Table], _Row]) -> tuple[_Row, ...]:
    rows = tuple(map(read, tables))
    ids = [row.id for row in rows]
    if ids != sorted(set(ids)):
        raise invalid("registry", "has rows that are not sorted by id, or an id twice")
    return rows


def _require_fitting(registry: Registry) -> None:
    """Refuse rows that contradict each other."""
    mirrors = [entry.mirror for entry in registry.entries if entry.mirror]
    tags = {mirror.tag for mirror in mirrors}
    if both := sorted(str(burned.tag) for burned in registry.burned if burned.tag in tags):
        raise invalid("registry.burned", f"names {both[0]}, which is a model")
    active = Counter(mirror.tag.model for mirror in mirrors if mirror.status is Status.ACTIVE)
    if twice := sorted(model for model, count in active.items() if count > 1):
        raise invalid("registry.models", f"have more than one active release of {twice[0]}")
    _require_one_release_per_content(mirrors)
    _require_possible(registry.rollbacks, {mirror.tag: mirror for mirror in mirrors})


def _require_one_release_per_content(mirrors: list[Mirror]) -> None:
    """Refuse the same content under two numbers, unless the later one says that it is a rollback.

    What stands under a burned number may be released again: nobody can fetch it there.
    """
    contents: defaultdict[object, set[int]] = defaultdict(set)
    for mirror in sorted(mirrors, key=lambda m: m.tag.n):
        numbers = contents[mirror.tag.model, mirror.content_key]
        if mirror.rollback_of is None and numbers:
            raise invalid("registry.models", f"release the content of {mirror.tag} twice")
        if mirror.rollback_of is not None and mirror.rollback_of not in numbers:
            raise invalid("registry.models", f"do not hold what {mirror.tag} is a rollback of")
        if mirror.status is not Status.BURNED:
            numbers.add(mirror.tag.n)


def _require_possible(rollbacks: tuple[Rollback, ...], mirrors: dict[Tag, Mirror]) -> None:
    """Refuse a rollback to nothing, to a bad release, or two of one model."""
    models = [rollback.to.model for rollback in rollbacks]
    if len(set(models)) != len(models):
        raise invalid("registry.rollbacks", "name two releases of one model")
    for rollback in rollbacks:
        mirror = mirrors.get(rollback.to)
        if mirror is None or mirror.status is not Status.SUPERSEDED:
            raise invalid("registry.rollbacks", f"name {rollback.to}, which is not superseded")
