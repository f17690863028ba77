"""A pull request in memory, and the records that the bot would propose."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from release.errors import MissingInputError, ReleaseError, ServiceDownError
from release.git import REGULAR, Change
from release.names import Names, Tag, card_path
from release.record.consistency import Request, examine
from release.record.finding import require
from release.record.proposal import propose
from release.sign.release_set import ReleaseSet
from tests.core.samples import TAG, policy
from tests.record.test_pull_request import MAIN
from tests.sign import samples

SIGNED = samples.signed()
PROPOSED = propose(SIGNED, samples.PUBLISHER, MAIN.get).files
CARD, FRAGMENT = card_path("u2netp"), Names(TAG).fragment
SIDECAR, BUNDLE = (f"model/tiny/{n}" for n in (Names(TAG).sidecar, Names(TAG).tree_bundle))
RECORDED = {**MAIN, **PROPOSED}


@dataclass
class Proposed:
    """A pull request in memory: the tree of the base, and what the head makes of it."""

    base: Mapping[str, bytes] = field(default_factory=lambda: dict(MAIN))
    head: dict[str, bytes] = field(default_factory=lambda: dict(RECORDED))
    modes: dict[str, str] = field(default_factory=dict)
    asked: list[Tag] = field(default_factory=list)
    there: Mapping[Tag, ReleaseSet] = field(default_factory=lambda: {TAG: SIGNED})
    silent: set[Tag] = field(default_factory=set)

    def request(self) -> Request:
        paths = sorted(self.base.keys() | self.head.keys() | self.modes.keys())
        changes = tuple(
            Change(path=path, old=old, new=new)
            for path in paths
            if (old := self._mode(self.base, path, {})) != (new := self._mode(self.head, path))
            or self.base.get(path) != self.head.get(path)
        )
        return Request(base=self.base.get, merged=self._plain, changes=changes)

    def _mode(
        self, tree: Mapping[str, bytes], path: str, modes: Mapping[str, str] | None = None
    ) -> str | None:
        modes = self.modes if modes is None else modes
        return modes.get(path, REGULAR if path in tree else None)

    def _plain(self, path: str) -> bytes | None:
        return self.head.get(path) if self.modes.get(path, REGULAR) == REGULAR else None

    def released(self, tag: Tag) -> ReleaseSet:
        self.asked.append(tag)
        if tag in self.silent:
            raise ServiceDownError("no answer", expected="an answer", remedy="-")
        if tag not in self.there:
            raise MissingInputError(f"{tag} (404)", expected="a release", remedy="-")
        return self.there[tag]

    def refusal(self) -> str | None:
        """Return how the check refuses, or None when it does not."""
        try:
            require(examine(self.request(), self.released, policy()))
        except ReleaseError as error:
            return error.problem
        return None
