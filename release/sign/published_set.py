"""A published release as anybody gets it: fetched whole, compared, accepted under the policy."""

from collections.abc import Callable

from release.names import Role, Tag
from release.policy import Policy
from release.published import Downloads, PublishedRelease
from release.sign.release_set import ReleaseSet, compared
from release.sign.signatures import Accepts, accept


def accepted(
    policy: Policy, downloads: Downloads, accepts: Callable[[], Accepts], tag: Tag
) -> ReleaseSet:
    """Return the release `tag`; its signatures alone vouch for it, so the policy must be trusted.

    `accepts` is asked for only now: who needs no release needs no cosign. Raises what the
    downloads raise, DigestMismatchError, InvalidRecordError, and what `accept` raises.
    """
    publisher = policy.publisher(tag)
    public = PublishedRelease(repository=policy.repository, tag=tag, downloads=downloads)
    signed = compared(public.assets(tuple(Role)), tag=tag, expected=None)
    accept(signed, accepts(), publisher)
    return signed
