"""GitHub's releases in memory: keeps state, counts writes, refuses and loses what GitHub would."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from release.artifact import Artifact, Digest
from release.attach.releases import (
    Asset,
    Distance,
    Immutability,
    Listing,
    Outcome,
    Release,
    Written,
)
from release.guard.questions import Published
from release.names import Names, Role, Tag, burned_branch
from release.version import AnyTag
from release.writers import JOB_ACTOR
from tests.core.samples import SEEN, TAG

COMMIT = "c" * 40
LATER = SEEN + 600
HERE = "https://release-assets.githubusercontent.com/"


@dataclass
class InMemoryReleases:
    """One repository, and its clock. `before`, `after` and `half` number the writes that go wrong.

    `hidden` says for how many seconds a draft does not show in the list after its creation.
    """

    at: int = LATER
    account: str = JOB_ACTOR
    setting: bool = True
    readable: Immutability | None = None
    before: set[int] = field(default_factory=set)
    after: set[int] = field(default_factory=set)
    half: set[int] = field(default_factory=set)
    hidden: int = 0
    burned: bool = False
    releases: dict[int, Release] = field(default_factory=dict)
    born: dict[int, int] = field(default_factory=dict)
    data: dict[int, bytes] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=lambda: {"refs/heads/main": COMMIT})
    others: list[Published] = field(default_factory=list)
    away: Distance = Distance(descends=True, files=frozenset())  # noqa: RUF009 -- frozen
    writes: list[str] = field(default_factory=list)
    ids: int = 0
    made_latest: bool | None = None
    tag: AnyTag = TAG

    def now(self) -> int:
        return self.at

    def listed(self, tag: AnyTag) -> Listing:
        shown = [
            r for n, r in sorted(self.releases.items()) if self.born[n] + self.hidden <= self.at
        ]
        public = [r for r in shown if not r.draft and isinstance(tag, Tag)]
        ours = [Published(tag=TAG, manifest=_manifest(r)) for r in public]
        return Listing(releases=tuple(shown), published=(*self.others, *ours))

    def by_id(self, release_id: int) -> Release | None:
        return self.releases.get(release_id)

    def by_tag(self, tag: AnyTag) -> Release | None:
        assert tag == self.tag
        return next((r for r in self.releases.values() if not r.draft), None)

    def tagged(self, tag: AnyTag) -> str | None:
        return self.refs.get(f"refs/tags/{tag}")

    def immutability(self) -> Immutability:
        return self.readable or (Immutability.ON if self.setting else Immutability.OFF)

    def distance(self, commit: str, tip: str) -> Distance:
        assert commit != tip
        return self.away

    def create(self, tag: AnyTag, *, commit: str, title: str, body: str) -> Written:
        assert title
        if not self._arrives(f"create {tag}"):
            return self._lost()
        if self.burned:
            return Written(outcome=Outcome.BURNED)
        return self._answer(release=self.add(target=commit, body=body, author=self.account))

    def discard(self, release_id: int) -> Written:
        if not self._arrives(f"discard {release_id}"):
            return self._lost()
        if release_id not in self.releases:
            return Written(outcome=Outcome.MOVED)
        assert self.releases[release_id].draft, "a published release was deleted"
        del self.releases[release_id]
        return self._answer()

    def upload(self, release_id: int, artifact: Artifact, path: Path) -> Written:
        name = artifact.name
        if not self._arrives(f"upload {name}"):
            if len(self.writes) in self.half:
                self.put(release_id, name, b"", uploaded=False)
            return self._lost()
        draft = self.releases.get(release_id)
        if draft is None or not draft.draft or any(a.name == name for a in draft.assets):
            return Written(outcome=Outcome.MOVED, why="404 or 422")
        return self._answer(asset=self.put(release_id, name, path.read_bytes()))

    def delete_asset(self, asset_id: int) -> Written:
        if not self._arrives(f"delete {asset_id}"):
            return self._lost()
        for number, release in self.releases.items():
            if any(asset.id == asset_id for asset in release.assets):
                if not release.draft:
                    return Written(outcome=Outcome.MOVED, why="422 immutable")
                left = tuple(asset for asset in release.assets if asset.id != asset_id)
                self.releases[number] = replace(release, assets=left)
        return self._answer()

    def locate(self, asset_id: int) -> str | None:
        there = {asset.id for release in self.releases.values() for asset in release.assets}
        return f"{HERE}{asset_id}" if asset_id in there else None

    def publish(
        self, release_id: int, tag: AnyTag, *, title: str, body: str, latest: bool
    ) -> Written:
        self.made_latest = latest
        assert title
        assert body
        if not self._arrives(f"publish {release_id}"):
            return self._lost()
        draft, public = self.releases.get(release_id), self.by_tag(tag)
        if self.burned:
            return Written(outcome=Outcome.BURNED)
        if draft is None or (public and public.id != release_id):
            return Written(outcome=Outcome.MOVED, why="404, or 422 already_exists")
        done = replace(draft, draft=False, immutable=self.setting)
        self.releases[release_id] = done
        self.refs.setdefault(f"refs/tags/{tag}", draft.target)
        return self._answer(release=done)

    def mark_burned(self, tag: AnyTag, commit: str) -> Written:
        if not self._arrives(f"mark {tag}"):
            return self._lost()
        self.refs[f"refs/heads/{burned_branch(tag)}"] = commit
        return self._answer()

    @property
    def uploads(self) -> tuple[str, ...]:
        """The names uploaded, in order."""
        return tuple(w.removeprefix("upload ") for w in self.writes if w.startswith("upload "))

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        self.at += int(seconds)

    def add(
        self, *, body: str, target: str = COMMIT, author: str = JOB_ACTOR, draft: bool = True
    ) -> Release:
        """Put a release there, as somebody before us would have."""
        self.ids += 1
        release = Release(
            id=self.ids,
            draft=draft,
            author=author,
            target=target,
            body=body,
            immutable=self.setting and not draft,
            assets=(),
        )
        self.releases[release.id], self.born[release.id] = release, self.at
        return release

    def put(self, release_id: int, name: str, data: bytes, *, uploaded: bool = True) -> Asset:
        """Put an asset there."""
        self.ids += 1
        digest = Digest.of(data) if uploaded else None
        asset = Asset(id=self.ids, name=name, size=len(data), digest=digest, uploaded=uploaded)
        release = self.releases[release_id]
        assets = tuple(sorted((*release.assets, asset), key=lambda a: a.name))
        self.releases[release_id] = replace(release, assets=assets)
        self.data[asset.id] = data
        return asset

    def _arrives(self, write: str) -> bool:
        self.writes.append(write)
        return len(self.writes) not in self.before | self.half

    def _lost(self) -> Written:
        return Written(outcome=Outcome.UNANSWERED, why="502")

    def _answer(self, *, release: Release | None = None, asset: Asset | None = None) -> Written:
        if len(self.writes) in self.after:
            return self._lost()
        return Written(outcome=Outcome.ANSWERED, release=release, asset=asset)


def _manifest(release: Release) -> Digest | None:
    name = Names(TAG).asset(Role.MANIFEST)
    return next((a.digest for a in release.assets if a.name == name), None)
