"""What to do next about a release: one pure function over what was seen."""

from dataclasses import dataclass

from release.artifact import Artifact
from release.attach import notes
from release.attach.releases import BOT, Release
from release.errors import ForeignObjectError
from release.names import Tag
from release.policy import Publisher
from release.sign.release_set import ReleaseSet, require_exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The release there shall be: its files, and the commit that gets the tag."""

    signed: ReleaseSet
    publisher: Publisher
    commit: str

    @property
    def tag(self) -> Tag:
        """The tag of the release."""
        return self.signed.tag

    @property
    def title(self) -> str:
        """The title of the release."""
        return notes.title(self.signed.manifest)

    @property
    def body(self) -> str:
        """The notes of the release, with the marker."""
        return notes.notes(self.signed, self.publisher)

    @property
    def marker(self) -> str:
        """The marker of this content."""
        return notes.marker(self.signed)


@dataclass(frozen=True, slots=True)
class Create:
    """Create the draft."""


@dataclass(frozen=True, slots=True)
class Discard:
    """Delete a draft of ours that is surplus, or was made for something else."""

    release_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Upload a file to the draft."""

    release_id: int
    artifact: Artifact


@dataclass(frozen=True, slots=True)
class DeleteAsset:
    """Delete an asset of our draft that is half uploaded, or holds other bytes."""

    asset_id: int


@dataclass(frozen=True, slots=True)
class Publish:
    """The draft is complete as the server states it: check it from the server, then publish."""

    draft: Release


@dataclass(frozen=True, slots=True)
class Done:
    """The release is public with exactly the wanted files."""

    release: Release


Action = Create | Discard | Upload | DeleteAsset | Publish | Done


def decide(observed: tuple[Release, ...], wanted: Wanted) -> Action:
    """Return the next action.

    `observed` are all releases of the wanted tag. Raises ForeignObjectError when something else
    was published under it, UnexpectedAssetError when our draft holds a file that nobody planned.
    A draft by anyone else is not ours to touch, and reserves nothing.
    """
    published = [release for release in observed if not release.draft]
    if published:
        return _published(published[0], wanted)
    ours = [r for r in observed if r.author == BOT and notes.is_marked(r.body)]
    ours.sort(key=lambda release: release.id)
    if not ours:
        return Create()
    draft, *surplus = ours
    if surplus:
        return Discard(surplus[-1].id)
    if wanted.marker not in draft.body or draft.target != wanted.commit:
        return Discard(draft.id)
    return _filling(draft, wanted)


def _filling(draft: Release, wanted: Wanted) -> Action:
    artifacts = {artifact.name: artifact for artifact in wanted.signed.artifacts()}
    there = {asset.name: asset for asset in draft.assets}
    require_exactly({*there, *artifacts}, artifacts, where=f"the draft of {wanted.tag}")
    for asset in draft.assets:
        if not asset.holds(artifacts[asset.name]):
            return DeleteAsset(asset.id)
    for artifact in artifacts.values():
        if artifact.name not in there:
            return Upload(release_id=draft.id, artifact=artifact)
    return Publish(draft)


def _published(release: Release, wanted: Wanted) -> Done:
    artifacts = {artifact.name: artifact for artifact in wanted.signed.artifacts()}
    names = sorted(asset.name for asset in release.assets)
    equal = all(a.name in artifacts and a.holds(artifacts[a.name]) for a in release.assets)
    if names != sorted(artifacts) or not equal:
        raise ForeignObjectError(
            f"{wanted.tag} is published with other content",
            expected=f"the signed set with manifest {wanted.signed.manifest_digest}",
            remedy="never touch it: run the workflow again, which takes the next number",
        )
    return Done(release)
