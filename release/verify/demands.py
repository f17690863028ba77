"""What a model must satisfy: read once when a program starts, the same for every model it loads."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from release.artifact import Digest
from release.errors import RevokedError
from release.policy import Policy, Publisher
from release.verify.check import Check
from release.verify.revocations import SignedList
from release.verify.seen import Keeps

_MOST = 256


class Judges(Protocol):
    """Who can tell whether a publisher signed something."""

    def verify_digest(self, digest: Digest, bundle: bytes, publisher: Publisher) -> None:
        """Return if `publisher` signed the bytes with `digest`; BundleError or SignatureError."""
        ...

    def verify_statement(self, bundle: bytes, publisher: Publisher) -> bytes:
        """Return the statement that `publisher` signed."""
        ...


class Accepted:
    """What was accepted: it stays so as long as nothing about it changes.

    The same bytes, the same bundle, publisher and trust root give the same answer for ever, so a
    program that loads many models judges a manifest or a list once, and scans a graph once. The
    signature of a model is judged each time.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._known: set[Hashable] = set()

    def once(self, key: Hashable, judge: Callable[[], object]) -> None:
        """Return if `judge` accepts, or did so before for `key`; raises what it raises.

        `key` holds the digest of everything that `judge` looks at.
        """
        if key in self._known:
            return
        judge()
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known.add(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whom signatures are measured against, in words, and what is odd about it."""

    judge: Judges
    check: Check
    warnings: tuple[str, ...] = ()
    accepted: Accepted = field(default_factory=Accepted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """Policy, trust root, memory and the clock: what every verification is held against.

    `lists` are revocation lists at hand; one that lies in a model directory or a kit comes on top.
    """

    policy: Policy
    trust: Trust
    memory: Keeps
    today: Callable[[], date]
    lists: tuple[SignedList, ...] = ()

    def signed(self, digest: Digest, bundle: bytes, publisher: Publisher) -> None:
        """Return if `publisher` signed the bytes with `digest`."""
        self.trust.judge.verify_digest(digest, bundle, publisher)

    def record_signed(self, digest: Digest, bundle: bytes, publisher: Publisher) -> None:
        """Do the same for a manifest or a list, of which the same one comes again and again."""
        key = (digest, Digest.of(bundle), publisher)
        self.trust.accepted.once(key, lambda: self.signed(digest, bundle, publisher))


def taken_back(problem: str) -> RevokedError:
    """Return the error for a release that nobody may use any more."""
    return RevokedError(
        problem,
        expected="a release that is active, or superseded by a newer one",
        remedy="use the newest release; the revocation list says why this one was taken back",
    )
