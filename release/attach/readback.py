"""Fetching every file again: from the draft before it is public, as a stranger afterwards."""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from release.artifact import Artifact
from release.attach.outside import Outside
from release.attach.patience import Patience
from release.attach.releases import Release, Releases
from release.attach.wanted import Wanted
from release.errors import DigestMismatchError, ServiceDownError
from release.names import SIGNED_BLOBS, Role
from release.sign.signatures import BUNDLES, Accepts, accept_files
from release.transfer import Sink

_JUDGED = frozenset({*SIGNED_BLOBS, *BUNDLES})
"""What cosign reads; all else is hashed as it comes, and kept nowhere."""

_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the step acts through: GitHub, the world without a token, a judge, a voice, a limit."""

    releases: Releases
    outside: Outside
    accepts: Accepts
    patience: Patience
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stated:
    """The files of a release as the host states them, by role."""

    files: Mapping[Role, Artifact]

    def artifact(self, role: Role) -> Artifact:
        """Return the file with `role` as name, size and digest."""
        return self.files[role]


def read_back(draft: Release, wanted: Wanted, around: Surroundings) -> bool:
    """Read every asset of the complete `draft` back, and accept it as if it were a stranger's.

    False says that an asset is not there any more: somebody works on the draft, or deleted it.
    Raises DigestMismatchError when other bytes come three times, and what a refused signature
    raises.
    """
    around.tell("reading every asset back from the server")
    numbers = {asset.name: asset.id for asset in draft.assets}

    def fetch(role: Role, into: Sink) -> bool:
        # An address lives for minutes and may be a bad one: each try asks for its own.
        address = around.releases.locate(numbers[wanted.signed.artifact(role).name])
        if address is not None:
            around.outside.stored(address, into)
        return address is not None

    return _compared(Stated(wanted.signed.files), fetch, wanted, around)


def require_public(release: Release, wanted: Wanted, around: Surroundings) -> None:
    """Download every asset of the published `release` without a token, and compare.

    Signatures that another run made of the same content are accepted on their own.
    """
    around.tell("downloading every asset as a stranger would")
    roles = {wanted.signed.artifact(role).name: role for role in Role}
    stated = {roles[a.name]: _stated(a.name, release) for a in release.assets}

    def fetch(role: Role, into: Sink) -> bool:
        around.outside.asset(wanted.tag, role, into)
        return True

    _compared(Stated(stated), fetch, wanted, around, judged=stated != wanted.signed.files)


def _stated(name: str, release: Release) -> Artifact:
    asset = next(a for a in release.assets if a.name == name)
    if asset.digest is None:
        raise ServiceDownError(
            f"GitHub states no digest for {name}",
            expected="a digest for every asset",
            remedy="run the failed job again later",
        )
    return Artifact(name=name, size=asset.size, digest=asset.digest)


def _compared(
    files: Stated,
    fetch: Callable[[Role, Sink], bool],
    wanted: Wanted,
    around: Surroundings,
    *,
    judged: bool = True,
) -> bool:
    """Fetch every file, compare it, and let cosign judge the set; False for a file that is gone."""
    with tempfile.TemporaryDirectory(prefix="attach-") as place:
        for role in Role:
            path = Path(place) / files.artifact(role).name if judged and role in _JUDGED else None
            if not _is_ours(files.artifact(role), path, partial(fetch, role), around.patience):
                return False
        if judged:
            accept_files(Path(place), files, around.accepts, wanted.publisher)
    return True


def _is_ours(
    artifact: Artifact, path: Path | None, fetch: Callable[[Sink], bool], patience: Patience
) -> bool:
    """Fetch a file, into `path` if there is one, until it is `artifact`, three times."""
    came: Artifact | None = None
    for _ in range(_TRIES):
        with path.open("wb") if path else nullcontext() as file:
            into = Sink(file)
            if not patience.asked(partial(fetch, into)):
                return False
            came = into.artifact(artifact.name)
        if came.digest == artifact.digest:
            return True
    raise DigestMismatchError(
        f"{artifact.name} comes back as {came.digest if came else 'nothing'}",
        expected=f"{artifact.digest}, from the signed set",
        remedy="look at the release page; run the failed job again, and never publish by hand",
    )
