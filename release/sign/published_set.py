"""A published release as anybody gets it: fetched whole, compared, accepted under the policy."""

from collections.abc import Callable

from release.artifact import Digest
from release.names import Role, Tag
from release.policy import Policy
from release.published import Downloads, PublishedRelease
from release.sign.release_set import ReleaseSet, compared
from release.sign.signatures import Accepts, accept


def accepted(
    policy: Policy,
    downloads: Downloads,
    accepts: Callable[[], Accepts],
    tag: Tag,
    *,
    expected: Digest | None = None,
) -> ReleaseSet:
    """Return the release `tag`; the policy must be trusted, for its signatures vouch for it.

    `expected` is the manifest's digest, where another way told it. `accepts` is asked for only
    now: who needs no release needs no cosign. Raises what the downloads raise,
    DigestMismatchError, InvalidRecordError, and what `accept` raises.
    """
    publisher = policy.publisher(tag)
    public = PublishedRelease(repository=policy.repository, tag=tag, downloads=downloads)
    signed = compared(public.assets(tuple(Role)), tag=tag, expected=expected)
    accept(signed, accepts(), publisher)
    return signed
