"""The next revocation list: what the registry says of releases, numbered and dated.

People judge in the registry, by `scripts/status.py`, in a reviewed pull request. Nothing is typed
twice, so the list cannot say something else.
"""

from datetime import date, timedelta
from pathlib import Path

from release.artifact import Artifact, Digest
from release.canonical import invalid
from release.entry import RegistryEntry
from release.errors import RevokedError
from release.files import read_bytes
from release.mirror import Status
from release.names import REGISTRY
from release.policy import Policy
from release.registry import REGISTRY_LIMIT, Registry
from release.verify.newest import LIST, revocations_in
from release.verify.revocations import Judgement, Revocation, RevocationList

VALID = timedelta(days=180)
"""How long a list is believed: half a year without a look of ours is too long."""

WAITS = timedelta(days=30)
"""How long a list may wait for its signature: as long as GitHub waits for an approval."""

_JUDGED = {
    Status.SUPERSEDED: Judgement.SUPERSEDED,
    Status.YANKED: Judgement.REVOKED,
    Status.BURNED: Judgement.REVOKED,
}


def next_list(
    registry: Registry, before: RevocationList | None, *, least: int, dated: date
) -> RevocationList:
    """Return the list that follows `before`, of the day `dated`.

    `least` is the policy's lowest number that is believed. Raises RevokedError when `before` is
    older than the policy knows, or newer than `dated`; InvalidRecordError when something that was
    revoked would not be revoked any more.
    """
    number = before.number + 1 if before else 1
    if number < least or (before and dated < before.dated):
        raise RevokedError(
            f"the next list would be number {number} of {dated}",
            expected=f"number {least} or more, and no day before the last list's",
            remedy="take the newest list from main, and set the clock",
        )
    rows = [row for entry in registry.entries if (row := _judged(entry))]
    rows.sort(key=lambda row: (row.tag.model, row.tag.n))
    made = RevocationList(
        number=number, dated=dated, valid_until=dated + VALID, revocations=tuple(rows)
    )
    for old in before.revocations if before else ():
        now = made.about(old.tag, old.model)
        if old.judgement is Judgement.REVOKED and (
            now is None or now.judgement is not old.judgement
        ):
            raise invalid(str(old.tag), "was revoked, and would not be any more")
    return made


def list_of(checkout: Path, policy: Policy, dated: date) -> RevocationList:
    """Return the list that follows the one of the checkout, as `next_list` does."""
    registry = Registry.parse(read_bytes(checkout / REGISTRY, limit=REGISTRY_LIMIT))
    held = revocations_in(checkout)
    before = RevocationList.parse(held.data) if held else None
    return next_list(registry, before, least=policy.revocations.least, dated=dated)


def made_again(data: bytes, checkout: Path, policy: Policy, today: date) -> RevocationList:
    """Return the list in `data` if this checkout makes the same bytes, and its day is near.

    Raises DigestMismatchError for other bytes, and RevokedError for another day: a list of a day
    to come would be believed for longer than anybody agreed to.
    """
    dated = RevocationList.parse(data).dated
    if not today - WAITS <= dated <= today:
        raise RevokedError(
            f"the list to be signed is of {dated}",
            expected=f"one of the last {WAITS.days} days",
            remedy="run u2netp-mirror-revoke.yml again",
        )
    made = list_of(checkout, policy, dated)
    Artifact.of(LIST, data).require(Digest.of(made.dump()), source="this checkout")
    return made


def rendered(made: RevocationList) -> str:
    """Return the job's summary: what a person agrees to before the signature."""
    head = f"Revocation list {made.number} of {made.dated}, valid until {made.valid_until}."
    rows = (
        f"| {row.tag} | {row.judgement.value} | `{row.reason.replace('`', chr(39))}` |"
        for row in made.revocations
    )
    return "\n".join((head, "", "| release | is | because |", "|---|---|---|", *rows))


def _judged(entry: RegistryEntry) -> Revocation | None:
    """Return what the list says of a release; nothing of one that is active, or no release."""
    mirror = entry.mirror
    if mirror is None or (judgement := _JUDGED.get(mirror.status)) is None:
        return None
    # The list is plain ASCII, for any terminal; the registry's reason may be in any script.
    reason = (mirror.reason or "").encode("ascii", "backslashreplace").decode()
    return Revocation(tag=mirror.tag, model=entry.model, judgement=judgement, reason=reason[:256])
