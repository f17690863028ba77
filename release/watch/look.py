"""The look itself: lists with a token, bytes without one, each release judged twice, side by side.

A failure of one release is what was seen of it, and the others are looked at all the same.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from release.errors import ReleaseError
from release.files import write_bytes
from release.names import Role, Tag
from release.policy import Policy
from release.published import Downloads, PublishedRelease
from release.registry import Registry
from release.sighting import Seen
from release.sign.signatures import Accepts
from release.sigstore import Cosign
from release.supply_chain.stranger import examined
from release.verify import trust
from release.verify.demands import Demands, Judges
from release.verify.newest import Newest, newest, revocations_in
from release.verify.seen import Forgetful
from release.verify.verdict import confirmed, verify
from release.version import VersionTag
from release.watch import freshness, published, versions
from release.watch.announced import Promised
from release.watch.listing import GitHubList, Listing
from release.watch.release import Accepted

_AT_A_TIME = 4
"""Releases at once; each fetches as many files at once, and asks cosign about five."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """By whose word bytes are accepted: in this process, by cosign, and under which trust root."""

    judge: Judges
    cosign: Accepts
    demands: Demands
    expires: freshness.Expiry


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at everything that `policy` and the registry speak of."""

    policy: Policy
    registry: Registry
    lists: GitHubList
    downloads: Downloads
    judging: Judging
    tell: Callable[[str], None]

    @property
    def models(self) -> tuple[str, ...]:
        """The models that the policy knows."""
        return tuple(sorted({row.model for row in self.policy.publishers if row.model}))

    def seen(self, promised: Promised, now: datetime) -> tuple[tuple[Seen, ...], int]:
        """Return everything that is not as it was published, and how many releases were looked at.

        `promised` are the versions that main announced. Raises 43, 69 or 75 when GitHub's lists
        cannot be read: then nothing is known.
        """
        listing = self.lists.listing()
        tags = published.wanted(self.registry, listing, self.models)
        with ThreadPoolExecutor(max_workers=_AT_A_TIME) as pool:
            verdicts = dict(zip(tags, pool.map(self.verdict, tags), strict=True))
        commits = {r.target for t in tags if (r := listing.release(str(t)))}
        whole = published.Published(
            listing=listing, verdicts=verdicts, on_main=self._on_main(commits)
        )
        differing = published.differing(self.registry, whole, self.models, now)
        numbered = versions.wanted(listing)
        ours = (
            *self._versions(numbered, listing),
            *versions.absent(promised, listing, now),
            *versions.unannounced(promised, listing),
        )
        return (*differing, *ours, *self._freshness()), len(tags) + len(numbered)

    def _versions(self, tags: tuple[VersionTag, ...], listing: Listing) -> Iterator[Seen]:
        """Give what is wrong with the versions `tags` of this repository."""
        verdicts = {tag: self.version(tag) for tag in tags}
        commits = {v.commit for v in verdicts.values() if isinstance(v, versions.Accepted)}
        return versions.differing(verdicts, listing, self._on_main(commits))

    def _on_main(self, commits: Iterable[str]) -> frozenset[str]:
        return frozenset(sha for sha in commits if self.lists.is_on_main(sha))

    def version(self, tag: VersionTag) -> versions.Accepted | ReleaseError:
        """Return what is to be kept of a version whose bytes are accepted, or why they are not."""
        try:
            found = examined(tag, self.policy, self.downloads, self.judging.cosign, _silent)
        except ReleaseError as error:
            return error
        self.tell(f"{tag} is as it was signed, from commit {found.commit}")
        return versions.Accepted.of(tag, found)

    def verdict(self, tag: Tag) -> Accepted | ReleaseError:
        """Return what is to be kept of a release whose bytes are accepted, or why they are not."""
        try:
            accepted = self.accepted(tag)
        except ReleaseError as error:
            return error
        self.tell(f"{tag} is as it was signed: {accepted.manifest}")
        return accepted

    def accepted(self, tag: Tag) -> Accepted:
        """Fetch a release by its plain addresses and accept it; raises the error of a refusal."""
        publisher = self.policy.publisher(tag)
        public = PublishedRelease(
            repository=self.policy.repository, tag=tag, downloads=self.downloads
        )
        found = verify(public.assets(tuple(Role)), tag, publisher, self.judging.judge, _silent)
        confirmed(found, publisher, self.judging.cosign, _silent)
        return Accepted.of(found.signed, publisher)

    def page(self, tag: Tag) -> tuple[str, str]:
        """Return title and notes that the page of a release must show; raises as `accepted`."""
        found = self.accepted(tag)
        mirrors = {mirror.tag: mirror for mirror in self.registry.mirrors(tag.model)}
        return found.title, found.notes(mirrors.get(tag))

    def _freshness(self) -> Iterator[Seen]:
        demands = self.judging.demands
        today = demands.today()
        if error := freshness.root_differs(self.judging.expires, today):
            yield Seen(where="trust root", error=error)
        try:
            held: Newest = newest(demands)
        except ReleaseError as error:
            yield Seen(where="revocation list", error=error)
            return
        for late in freshness.list_differs(self.registry, held.revocations, today):
            yield Seen(where="revocation list", error=late)


@contextmanager
def judging(
    policy: Policy, environment: Mapping[str, str], checkout: Path, root: Path | None
) -> Iterator[Judging]:
    """Give by whose word to accept: the trust root is fetched once, and lies in a file meanwhile.

    With a trust root in the file `root` nobody is asked for one. Raises MissingToolError and
    TrustRootError.
    """
    cosign = Cosign.found(environment, least=policy.cosign)
    with tempfile.TemporaryDirectory(prefix="watch-") as place:
        if root is not None:
            held, expires = trust.kept(root, policy, trust.today()), None
        else:
            served = cosign.served_root()
            root, expires = Path(place, "trusted_root.json"), served.expires
            write_bytes(root, served.data)
            held = trust.fresh(served.data, policy)
        listed = revocations_in(checkout)
        demands = Demands(
            policy=policy,
            trust=held,
            memory=Forgetful(),
            today=trust.today,
            lists=(listed,) if listed else (),
        )
        at_hand = replace(cosign, root=root)
        yield Judging(judge=held.judge, cosign=at_hand, demands=demands, expires=expires)


def _silent(_: object) -> None:
    """Say nothing: fifty releases have a thousand checks."""
