"""What runs out by itself: the trust root's own root, and the revocation list."""

from collections.abc import Iterator
from datetime import date, timedelta

from release.errors import InvalidRecordError, ReleaseError, TrustRootError
from release.mirror import Status
from release.registry import Registry
from release.verify.revocations import Judgement, RevocationList

Expiry = date | None
"""The day after which a trust root's repository is not believed; None for a root in a file."""

ROOT_NOTICE = timedelta(days=14)
LIST_NOTICE = timedelta(days=30)
"""How long before its end the list must be followed by a newer one."""

_MAKE = "run u2netp-mirror-revoke.yml on main, and commit the two files that it signs"


def root_differs(expires: Expiry, today: date) -> TrustRootError | None:
    """Return an error when the served trust root runs out within two weeks."""
    if expires is None or expires - today > ROOT_NOTICE:
        return None
    return TrustRootError(
        f"the root of the trust root's repository expires on {expires}",
        expected=f"more than {ROOT_NOTICE.days} days left",
        remedy="look whether Sigstore announced a new one; until then no new trust root is served",
    )


def list_differs(
    registry: Registry, held: RevocationList | None, today: date
) -> Iterator[ReleaseError]:
    """Give an error when the list runs out soon, and for each release of which it is silent.

    What the registry yanked must be revoked, or who is offline never hears of it; and what is
    revoked must not be recorded as good.
    """
    if held is not None and held.valid_until - today <= LIST_NOTICE:
        yield InvalidRecordError(
            f"list {held.number} is valid until {held.valid_until}",
            expected=f"more than {LIST_NOTICE.days} days left",
            remedy=_MAKE,
        )
    for entry in registry.entries:
        if (mirror := entry.mirror) is None:
            continue
        said = held.about(mirror.tag, entry.model) if held else None
        revoked = said is not None and said.judgement is Judgement.REVOKED
        bad = mirror.status in {Status.YANKED, Status.BURNED}
        if mirror.status is Status.YANKED and not revoked:
            yield InvalidRecordError(
                f"{mirror.tag} is yanked, and the list does not say so",
                expected="a list that revokes it",
                remedy=_MAKE,
            )
        if revoked and not bad:
            yield InvalidRecordError(
                f"{mirror.tag} is revoked, and {mirror.status.value} in the registry",
                expected="a release that is yanked",
                remedy=f"python3 -I scripts/status.py yank {mirror.tag} --reason WHY",
            )
