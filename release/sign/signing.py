"""Getting a signed set: fetched where it is public, kept where it was made before, else made."""

from dataclasses import dataclass
from pathlib import Path

from release.names import Role
from release.policy import Publisher
from release.published import PublishedRelease
from release.sign.made import Folders, sign
from release.sign.patience import Patience
from release.sign.release_set import ProvedSet, ReleaseSet
from release.sign.signatures import BUNDLES, SignsAndAccepts, accept, require_statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where signatures may be already, and where new ones go.

    `before` is the release that is public; `earlier` is the folder that an earlier run left, which
    need not be there; `staging` gets each bundle from the moment it is made.
    """

    before: PublishedRelease | None
    earlier: Path
    staging: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The signed set, and which of its signatures were not made now."""

    release_set: ReleaseSet
    found: frozenset[Role]


def signed_set(
    proved: ProvedSet,
    signer: SignsAndAccepts,
    publisher: Publisher,
    *,
    places: Places,
    patience: Patience,
) -> Signed:
    """Return the signed set, accepted.

    What is published is never signed anew: if its signatures are not accepted, that is a failure
    for people to look at. What an earlier run left is used bundle by bundle, if it is accepted.
    """
    if places.before is not None:
        signed = signed_before(proved.release_set, places.before)
        found = frozenset(BUNDLES)
    else:
        signed, found = _signed_now(proved, signer, publisher, places, patience)
    accept(signed, signer, publisher)
    name = signed.names.asset(Role.PROVENANCE)
    require_statement(signed.files[Role.PROVENANCE], proved.statement, what=name)
    return Signed(release_set=signed, found=found)


def _signed_now(
    proved: ProvedSet,
    signer: SignsAndAccepts,
    publisher: Publisher,
    places: Places,
    patience: Patience,
) -> tuple[ReleaseSet, frozenset[Role]]:
    folders = Folders(earlier=places.earlier, staging=places.staging)
    done = sign(proved.unsigned, signer, publisher, folders=folders, patience=patience)
    roles = {role: proved.release_set.names.asset(role) for role in BUNDLES}
    signed = proved.release_set.with_files({r: done.bundles[n] for r, n in roles.items()})
    return signed, frozenset(role for role, name in roles.items() if name in done.found)


def signed_before(release_set: ReleaseSet, published: PublishedRelease) -> ReleaseSet:
    """Return the set with the signatures that are public already: content is signed once."""
    return release_set.with_files(published.assets(BUNDLES))
