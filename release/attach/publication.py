"""Making a release public: observe, decide, act, until nothing is left to do."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from release.artifact import Artifact
from release.attach.decide import (
    Action,
    Create,
    DeleteAsset,
    Discard,
    Done,
    Publish,
    Upload,
    Wanted,
    decide,
)
from release.attach.releases import Release, Releases
from release.errors import ForeignObjectError, ServiceDownError, SettingError
from release.names import Role
from release.published import PublishedRelease
from release.sign.release_set import compared, require_exactly
from release.sign.signatures import Accepts, accept

# Ten uploads, each tried three times with its deletion, and a few steps around them.
_STEPS = 80
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the step acts through: GitHub, the judge of signatures, a wait, a voice."""

    releases: Releases
    accepts: Accepts
    pause: Callable[[float], None]
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was published, as the host states it."""

    release: Release
    commit: str
    uploads: int


def attach(wanted: Wanted, surroundings: Surroundings, public: PublishedRelease) -> Receipt:
    """Make `wanted` public, complete and unchangeable, and say how the host states it.

    Running it again finds what is done. Raises ForeignObjectError, UnexpectedAssetError,
    MissingRightError, SettingError, ServiceDownError, and what a refused signature raises.
    """
    tried: Counter[Action] = Counter()
    known: int | None = None
    for _ in range(_STEPS):
        action = decide(surroundings.releases.observe(wanted.tag, known), wanted)
        if isinstance(action, Done):
            uploads = sum(count for done, count in tried.items() if isinstance(done, Upload))
            return _finished(action.release, wanted, surroundings, public, uploads)
        _again(action, tried, surroundings)
        known = _perform(action, wanted, surroundings) or known
    raise _stuck(f"{wanted.tag} is not complete after {_STEPS} steps")


def _again(action: Action, tried: Counter[Action], surroundings: Surroundings) -> None:
    """Count `action`, and wait before it is repeated: the answer to the first may come late."""
    tried[action] += 1
    if tried[action] > _TRIES:
        raise _stuck(f"GitHub does not show the effect of {type(action).__name__.lower()}")
    if tried[action] > 1:
        surroundings.pause(2.0 ** tried[action])


def _stuck(problem: str) -> ServiceDownError:
    return ServiceDownError(
        problem,
        expected="a release that follows what was written",
        remedy="run the failed job again; it goes on where this one stopped",
    )


def _perform(action: Action, wanted: Wanted, around: Surroundings) -> int | None:
    """Do `action`; return the id of the release it worked on, if that is known."""
    releases = around.releases
    match action:
        case Create():
            around.tell(f"creating the draft of {wanted.tag}")
            return releases.create(
                wanted.tag, commit=wanted.commit, title=wanted.title, body=wanted.body
            )
        case Discard(release_id):
            around.tell(f"deleting draft {release_id}, which is ours and of no use")
            releases.discard(release_id)
            return None
        case DeleteAsset(asset_id):
            around.tell(f"deleting asset {asset_id}, which does not hold what it should")
            releases.delete_asset(asset_id)
            return None
        case Upload(release_id=release_id, artifact=artifact):
            around.tell(f"uploading {artifact.name}, {artifact.size:,} bytes")
            data = _data(artifact, wanted)
            releases.upload(release_id, artifact.name, data)
            return release_id
        case Publish(draft):
            _verify_from_server(draft, wanted, around)
            around.tell(f"publishing {wanted.tag}")
            releases.publish(draft.id, wanted.tag, title=wanted.title, body=wanted.body)
            return draft.id
        case Done(release):
            return release.id


def _data(artifact: Artifact, wanted: Wanted) -> bytes:
    return next(
        data
        for role, data in wanted.signed.files.items()
        if wanted.signed.names.asset(role) == artifact.name
    )


def _verify_from_server(draft: Release, wanted: Wanted, around: Surroundings) -> None:
    """Read every asset back, and accept it as if it came from a stranger."""
    around.tell("reading every asset back from the server")
    roles = {wanted.signed.names.asset(role): role for role in Role}
    files = {roles[asset.name]: around.releases.read_asset(asset.id) for asset in draft.assets}
    expected = wanted.signed.manifest_digest
    accept(compared(files, tag=wanted.tag, expected=expected), around.accepts, wanted.publisher)


def _finished(
    release: Release,
    wanted: Wanted,
    around: Surroundings,
    public: PublishedRelease,
    uploads: int,
) -> Receipt:
    """Check what only a published release can show: the lock, the tag, the public addresses."""
    if not release.immutable:
        raise SettingError(
            f"{wanted.tag} is published, but can still be changed",
            expected="immutable releases switched on before publishing",
            remedy="switch on Settings, General, Immutable releases; supersede this release",
        )
    commit = around.releases.tagged_commit(wanted.tag)
    if commit != release.target:
        raise ForeignObjectError(
            f"the tag {wanted.tag} points at {commit}",
            expected=f"{release.target}, the commit the release was made for",
            remedy="find out who made the tag; never move it",
        )
    around.tell("downloading every asset as a stranger would")
    for role, data in public.assets(tuple(Role)).items():
        artifact = wanted.signed.artifact(role)
        Artifact.of(artifact.name, data).require(artifact.digest, source="the signed set")
    names = [asset.name for asset in release.assets]
    require_exactly(names, wanted.signed.names.release_set, where=f"the release {wanted.tag}")
    return Receipt(release=release, commit=commit, uploads=uploads)
