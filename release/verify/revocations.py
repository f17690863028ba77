"""The revocation list: which releases nobody may use any more, signed, numbered and dated.

A signature never stops being valid, so it cannot take anything back. The list can: a verifier that
has it refuses what it names. Each list is whole and follows the one before by number; who has seen
number 5 refuses number 4, and who reads the date sees that it was kept from newer ones.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from release import canonical
from release.artifact import Digest
from release.canonical import Json, invalid
from release.names import Tag
from release.shape import Table

SCHEMA = "u2netp-mirror-revocations-v1"
LIST_LIMIT = 1 << 20
_REASON = re.compile(r"[ -~]{1,256}")
_DATE = re.compile(r"2[0-9]{3}-[01][0-9]-[0-3][0-9]")


class Judgement(Enum):
    """What the list says of a release: nobody may use it, or there is a better one."""

    REVOKED = "revoked"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """One release that is taken back, by its tag and by the digest of its model."""

    tag: Tag
    model: Digest
    judgement: Judgement
    reason: str

    @classmethod
    def read(cls, table: Table) -> "Revocation":
        """Read the table; `fields` is the inverse."""
        revocation = cls(
            tag=Tag.parse(table.text("tag")),
            model=table.digest("sha256"),
            judgement=Judgement(table.one_of("judgement", [j.value for j in Judgement])),
            reason=table.spelled("reason", _REASON),
        )
        table.end()
        return revocation

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {
            "judgement": self.judgement.value,
            "reason": self.reason,
            "sha256": self.model.hex,
            "tag": str(self.tag),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """The bytes of a list and of its bundle; nobody has looked into either yet."""

    data: bytes
    bundle: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList:
    """A whole list. `valid_until` is the day after which a newer one should be there."""

    number: int
    dated: date
    valid_until: date
    revocations: tuple[Revocation, ...]

    @classmethod
    def parse(cls, data: bytes) -> "RevocationList":
        """Read a list; raises InvalidRecordError, also for bytes that are not canonical."""
        if len(data) > LIST_LIMIT:
            raise invalid("revocations", f"are longer than {LIST_LIMIT} bytes")
        top = Table(canonical.load(data, what="revocations"), path="revocations")
        top.literal("schema", SCHEMA)
        revocations = cls(
            number=top.integer("number", minimum=1),
            dated=_date(top, "dated"),
            valid_until=_date(top, "valid_until"),
            revocations=tuple(map(Revocation.read, top.rows("revocations"))),
        )
        top.end()
        if revocations.dump() != data:
            raise invalid("revocations", "are not in canonical form")
        if revocations.valid_until <= revocations.dated:
            raise invalid("revocations.valid_until", "is not after the list's own date")
        tags = [(r.tag.model, r.tag.n) for r in revocations.revocations]
        if tags != sorted(set(tags)):
            raise invalid("revocations", "are not sorted by release, or name one twice")
        return revocations

    def dump(self) -> bytes:
        """Return the canonical bytes; `parse` is the inverse."""
        return canonical.dump(
            {
                "dated": self.dated.isoformat(),
                "number": self.number,
                "revocations": [revocation.fields() for revocation in self.revocations],
                "schema": SCHEMA,
                "valid_until": self.valid_until.isoformat(),
            }
        )

    def about(self, tag: Tag, model: Digest) -> Revocation | None:
        """Return what the list says of a release: of its tag, or that its bytes are revoked.

        Revoked are bytes by any name; superseded is a release alone, for a rollback brings its
        bytes back under a newer one. Where both are named, what may not be used wins.
        """
        found = [
            r
            for r in self.revocations
            if r.tag == tag or (r.model == model and r.judgement is Judgement.REVOKED)
        ]
        found.sort(key=lambda r: list(Judgement).index(r.judgement))
        return found[0] if found else None


def _date(table: Table, key: str) -> date:
    text = table.spelled(key, _DATE)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"revocations.{key}", f"is {text!r}, which is no day") from error
