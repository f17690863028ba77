"""A version as anybody gets it: every file by its public address, then every check."""

from collections.abc import Callable
from dataclasses import dataclass

from release.policy import Policy
from release.published import Downloads, public_file
from release.sign.signatures import Accepts
from release.supply_chain.signing import accept
from release.supply_chain.version_set import VersionSet, compared
from release.version import Part, VersionNames, VersionTag


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A version that was accepted, and the commit it was made from."""

    whole: VersionSet
    commit: str


def examined(
    tag: VersionTag,
    policy: Policy,
    downloads: Downloads,
    accepts: Accepts,
    tell: Callable[[str], None],
) -> Accepted:
    """Return the published version `tag`, accepted under the policy; no token is used.

    Raises what the downloads raise, DigestMismatchError, InvalidRecordError, SignatureError.
    """
    publisher, names = policy.version_publisher(tag.version), VersionNames(tag.version)
    files = {
        part: public_file(policy.repository, tag, names.asset(part), downloads) for part in Part
    }
    tell(f"ok  {len(files)} files by their public addresses: exactly those of a version")
    whole = compared(files, tag.version, expected=None)
    tell("ok  SHA256SUMS: every file is the listed one")
    commit = accept(whole, accepts, publisher)
    tell(f"ok  signatures: all by {publisher.san}, from {publisher.environment}")
    tell(f"ok  provenance: {tag}, made from commit {commit}")
    return Accepted(whole=whole, commit=commit)
