"""Fetching every file again: from the draft before it is public, as a stranger afterwards."""

import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from release.artifact import Artifact
from release.attach.desired import Desired
from release.attach.outside import Outside
from release.attach.patience import Patience
from release.attach.releases import Release, Releases
from release.errors import DigestMismatchError, ServiceDownError
from release.sign.signatures import Accepts
from release.transfer import Sink

_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the step acts through: GitHub, the world without a token, a judge, a voice, a limit."""

    releases: Releases
    outside: Outside
    accepts: Accepts
    patience: Patience
    tell: Callable[[str], None]


def read_back(draft: Release, wanted: Desired, around: Surroundings) -> bool:
    """Read every asset of the complete `draft` back, and accept it as if it were a stranger's.

    False says that an asset is not there any more: somebody works on the draft, or deleted it.
    Raises DigestMismatchError when other bytes come three times, and what a refused signature
    raises.
    """
    around.tell("reading every asset back from the server")
    numbers = {asset.name: asset.id for asset in draft.assets}

    def fetch(name: str, into: Sink) -> bool:
        # An address lives for minutes and may be a bad one: each try asks for its own.
        address = around.releases.locate(numbers[name])
        if address is not None:
            around.outside.stored(address, into)
        return address is not None

    return _compared(wanted.artifacts(), fetch, wanted, around)


def require_public(release: Release, wanted: Desired, around: Surroundings) -> None:
    """Download every asset of the published `release` without a token, and compare.

    Signatures that another run made of the same content are accepted on their own.
    """
    around.tell("downloading every asset as a stranger would")
    stated = tuple(_stated(artifact.name, release) for artifact in wanted.artifacts())

    def fetch(name: str, into: Sink) -> bool:
        around.outside.asset(wanted.tag, name, into)
        return True

    _compared(stated, fetch, wanted, around, judged=stated != wanted.artifacts())


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
    files: tuple[Artifact, ...],
    fetch: Callable[[str, Sink], bool],
    wanted: Desired,
    around: Surroundings,
    *,
    judged: bool = True,
) -> bool:
    """Fetch every file, compare it, and let cosign judge the set; False for a file that is gone."""
    with tempfile.TemporaryDirectory(prefix="attach-") as place:
        for file in files:
            path = Path(place) / file.name if judged and file.name in wanted.judged else None
            if not _is_ours(file, path, partial(fetch, file.name), around.patience):
                return False
        if judged:
            wanted.accept(Path(place), {file.name: file for file in files}, around.accepts)
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
