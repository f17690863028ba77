"""What the registry says of a release: which one it is, and what became of it."""

from dataclasses import dataclass
from enum import Enum

from release.artifact import Digest
from release.canonical import Json, invalid
from release.names import Names, Tag
from release.shape import Table

REASON_LIMIT = 256


class Status(Enum):
    """What became of a release. It moves downwards in this list only, and may skip lines."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    YANKED = "yanked"
    BURNED = "burned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """Which release an entry stands for.

    `publisher` is the `from_n` of the policy's row that says who signed it. `reason` says why a
    release is not active any more. `rollback_of` is the N whose content it brings back.
    """

    tag: Tag
    manifest: Digest
    content_key: Digest
    publisher: int
    status: Status
    reason: str | None = None
    rollback_of: int | None = None

    @classmethod
    def read(cls, table: Table) -> "Mirror":
        """Read the table; `fields` is the inverse."""
        rollback = table.has("rollback_of")
        mirror = cls(
            tag=_tag(table),
            manifest=table.digest("manifest_sha256"),
            content_key=table.digest("content_key"),
            publisher=table.integer("publisher_from_n", minimum=1),
            rollback_of=table.integer("rollback_of", minimum=1) if rollback else None,
            status=Status(table.one_of("status", [status.value for status in Status])),
            reason=table.line("reason", limit=REASON_LIMIT) if table.has("reason") else None,
        )
        table.end()
        if (mirror.status is Status.ACTIVE) is not (mirror.reason is None):
            raise invalid("registry.mirror.reason", "says why a release is not active, and only so")
        if mirror.publisher > mirror.tag.n or (mirror.rollback_of or 0) >= mirror.tag.n:
            raise invalid("registry.mirror", f"of {mirror.tag} names a number that comes later")
        return mirror

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        rollback = {} if self.rollback_of is None else {"rollback_of": self.rollback_of}
        reason = {} if self.reason is None else {"reason": self.reason}
        return {
            "tag": str(self.tag),
            "n": self.tag.n,
            "manifest_sha256": self.manifest.hex,
            "content_key": self.content_key.hex,
            "publisher_from_n": self.publisher,
            **rollback,
            "status": self.status.value,
            **reason,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Burned:
    """An N that can never be used, and under which we published nothing: a squatted tag, say."""

    tag: Tag
    reason: str

    @property
    def id(self) -> str:
        """The id that a model of this number would have had."""
        return Names(self.tag).registry_id

    @classmethod
    def read(cls, table: Table) -> "Burned":
        """Read the table; `fields` is the inverse."""
        burned = cls(tag=_tag(table), reason=table.line("reason", limit=REASON_LIMIT))
        table.end()
        return burned

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {"tag": str(self.tag), "n": self.tag.n, "reason": self.reason}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """A reviewed wish: the next N of this model shall hold the content of the release `to`."""

    to: Tag
    reason: str

    @property
    def id(self) -> str:
        """The id of the entry whose content shall come back."""
        return Names(self.to).registry_id

    @classmethod
    def read(cls, table: Table) -> "Rollback":
        """Read the table; `fields` is the inverse."""
        to, reason = Tag.parse(table.text("to")), table.line("reason", limit=REASON_LIMIT)
        table.end()
        return cls(to=to, reason=reason)

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {"to": str(self.to), "reason": self.reason}


def _tag(table: Table) -> Tag:
    tag = Tag.parse(table.text("tag"))
    if table.integer("n", minimum=1) != tag.n:
        raise invalid("registry n", f"is not the number of {tag}")
    return tag
