"""GitHub's releases in memory: keeps state, counts writes, refuses and loses what GitHub would."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from release.artifact import Digest
from release.attach.releases import BOT, Asset, Release
from release.errors import ForeignObjectError, MissingInputError, TryAgainLaterError
from release.names import Tag
from tests.sign.samples import NAMES

COMMIT = "c" * 40


@dataclass
class InMemoryReleases:
    """One repository. `before` and `after` number the writes whose answer gets lost."""

    immutable: bool = True
    before: set[int] = field(default_factory=set)
    after: set[int] = field(default_factory=set)
    half: set[int] = field(default_factory=set)
    releases: dict[int, Release] = field(default_factory=dict)
    data: dict[int, bytes] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    ids: int = 0

    def observe(self, tag: Tag, known: int | None) -> tuple[Release, ...]:
        assert tag == NAMES.tag
        assert known is None or known in self.releases or self.writes
        return tuple(release for _, release in sorted(self.releases.items()))

    def create(self, tag: Tag, *, commit: str, title: str, body: str) -> int | None:
        assert title
        if not self._arrives(f"create {tag}"):
            return None
        self.add(target=commit, body=body)
        return None if len(self.writes) in self.after else self.ids

    def discard(self, release_id: int) -> None:
        if self._arrives(f"discard {release_id}"):
            self._draft(release_id)
            del self.releases[release_id]

    def upload(self, release_id: int, name: str, data: bytes) -> None:
        if not self._arrives(f"upload {name}"):
            if len(self.writes) in self.half:
                self.put(release_id, name, b"", uploaded=False)
            return
        if any(asset.name == name for asset in self._draft(release_id).assets):
            return  # GitHub's 422 already_exists, which the edge lets the next read decide
        self.put(release_id, name, data)

    def delete_asset(self, asset_id: int) -> None:
        if self._arrives(f"delete {asset_id}"):
            for number, release in self.releases.items():
                assets = tuple(asset for asset in release.assets if asset.id != asset_id)
                self.releases[number] = replace(release, assets=assets)

    def read_asset(self, asset_id: int) -> bytes:
        return self.data[asset_id]

    def publish(self, release_id: int, tag: Tag, *, title: str, body: str) -> None:
        assert title
        assert body
        if self._arrives(f"publish {release_id}"):
            draft = self.releases[release_id]
            self.releases[release_id] = replace(draft, draft=False, immutable=self.immutable)
            self.tags.setdefault(str(tag), draft.target)

    def tagged_commit(self, tag: Tag) -> str:
        if str(tag) not in self.tags:
            raise TryAgainLaterError("no tag", expected="a tag", remedy="-")
        return self.tags[str(tag)]

    @property
    def uploads(self) -> tuple[str, ...]:
        """The names uploaded, in order."""
        return tuple(w.removeprefix("upload ") for w in self.writes if w.startswith("upload "))

    def add(
        self, *, body: str, target: str = COMMIT, author: str = BOT, draft: bool = True
    ) -> Release:
        """Put a release there, as somebody before us would have."""
        self.ids += 1
        release = Release(
            id=self.ids,
            draft=draft,
            author=author,
            target=target,
            body=body,
            immutable=self.immutable and not draft,
            assets=(),
        )
        self.releases[release.id] = release
        return release

    def put(self, release_id: int, name: str, data: bytes, *, uploaded: bool = True) -> None:
        """Put an asset there."""
        self.ids += 1
        digest = Digest.of(data) if uploaded else None
        asset = Asset(id=self.ids, name=name, size=len(data), digest=digest, uploaded=uploaded)
        release = self.releases[release_id]
        self.releases[release_id] = replace(release, assets=(*release.assets, asset))
        self.data[asset.id] = data

    def _arrives(self, write: str) -> bool:
        self.writes.append(write)
        return len(self.writes) not in self.before | self.half

    def _draft(self, release_id: int) -> Release:
        release = self.releases.get(release_id)
        if release is None:
            raise MissingInputError("404", expected="a release", remedy="-")
        if not release.draft:
            raise ForeignObjectError("422 immutable", expected="a draft", remedy="-")
        return release


@dataclass
class PublicAssets:
    """What a stranger downloads: the assets of published releases alone."""

    releases: InMemoryReleases
    changes: Mapping[str, bytes] = field(default_factory=dict)

    def fetch(self, url: str, *, hosts: object, limit: int) -> "Body":
        name = url.rpartition("/")[2]
        for release in self.releases.releases.values():
            for asset in release.assets:
                if not release.draft and asset.name == name:
                    assert hosts
                    assert asset.size <= limit
                    return Body(self.changes.get(name, self.releases.data[asset.id]))
        raise MissingInputError(url, expected="the file", remedy="-")


@dataclass(frozen=True, slots=True)
class Body:
    """An answer."""

    data: bytes

    def body(self) -> bytes:
        return self.data
