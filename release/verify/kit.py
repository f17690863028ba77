"""The air-gap kit: a release and all that it takes to verify it without a network, in one tar.

A kit is a transport: nothing in it is believed because it is in it. The signatures vouch for the
release, and the policy of the reader's own checkout says who must have made them; the policy in the
kit, the page and the sums of cosign are for people, and no check reads them. The trust root is what
the reader takes it for: its digest is told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from release import canonical
from release.bundle import BUNDLE_LIMIT
from release.canonical import invalid
from release.errors import InvalidRecordError
from release.names import Names, Role, Tag
from release.policy import POLICY_LIMIT
from release.published import ASSET_LIMIT
from release.sign.release_set import require_exactly
from release.verify import archive
from release.verify.cosign_sums import COSIGN_LIMIT
from release.verify.newest import LIST, LIST_BUNDLE
from release.verify.revocations import LIST_LIMIT, SignedList

KIT_LIMIT = 160 << 20
"""Two assets of the largest size, and what is small."""

ROOT_LIMIT = 1 << 20
TRUSTED_ROOT = "trusted_root.json"
TRUSTED_ROOT_LINE = "trusted_root.jsonl"
"""The same root in one line, as gh wants it."""

POLICY, PAGE, COSIGN_SUMS = "policy.toml", "VERIFY.md", "COSIGN_SHA256SUMS"
_PAGE_LIMIT = 64 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The files of one kit."""

    tag: Tag
    assets: Mapping[Role, bytes]
    trusted_root: bytes
    policy: bytes
    page: bytes
    cosign_sums: bytes
    revocations: SignedList | None

    @classmethod
    def parse(cls, data: bytes, *, tag: Tag) -> "Kit":
        """Read the kit of `tag`; raises InvalidRecordError or UnexpectedAssetError."""
        names = Names(tag)
        files = archive.load(names.kit, data, limits=_limits(names))
        revoked = set(files) & {LIST, LIST_BUNDLE}
        optional = {LIST, LIST_BUNDLE} if revoked else set()
        needed = set(_limits(names)) - {LIST, LIST_BUNDLE} | optional
        require_exactly(set(files), needed, where="the kit")
        kit = cls(
            tag=tag,
            assets={role: files[names.asset(role)] for role in Role},
            trusted_root=files[TRUSTED_ROOT],
            policy=files[POLICY],
            page=files[PAGE],
            cosign_sums=files[COSIGN_SUMS],
            revocations=SignedList(data=files[LIST], bundle=files[LIST_BUNDLE])
            if revoked
            else None,
        )
        if kit.trusted_root_line != files[TRUSTED_ROOT_LINE]:
            raise invalid(TRUSTED_ROOT_LINE, f"is another root than {TRUSTED_ROOT}")
        return kit

    def dump(self) -> bytes:
        """Return the tar; the same files give the same bytes, and `parse` is the inverse."""
        names = Names(self.tag)
        files = {names.asset(role): data for role, data in self.assets.items()}
        files |= {
            TRUSTED_ROOT: self.trusted_root,
            TRUSTED_ROOT_LINE: self.trusted_root_line,
            POLICY: self.policy,
            PAGE: self.page,
            COSIGN_SUMS: self.cosign_sums,
        }
        if self.revocations:
            files[LIST] = self.revocations.data
            files[LIST_BUNDLE] = self.revocations.bundle
        return archive.dump(names.kit, files)

    @property
    def trusted_root_line(self) -> bytes:
        """The trust root in one line, with its end."""
        return one_line(self.trusted_root)


def one_line(trusted_root: bytes) -> bytes:
    """Return a trust root as one line of JSON; raises InvalidRecordError."""
    try:
        document = canonical.load(trusted_root, what=TRUSTED_ROOT)
    except InvalidRecordError as error:
        raise invalid(TRUSTED_ROOT, f"cannot be read: {error.problem}") from error
    return json.dumps(document, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _limits(names: Names) -> dict[str, int]:
    """Return every name that a kit may hold, with the largest size of that file."""
    return {
        **{names.asset(role): ASSET_LIMIT for role in Role},
        TRUSTED_ROOT: ROOT_LIMIT,
        TRUSTED_ROOT_LINE: ROOT_LIMIT,
        POLICY: POLICY_LIMIT,
        PAGE: _PAGE_LIMIT,
        COSIGN_SUMS: COSIGN_LIMIT,
        LIST: LIST_LIMIT,
        LIST_BUNDLE: BUNDLE_LIMIT,
    }
