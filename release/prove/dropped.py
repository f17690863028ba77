"""Models that contributors dropped: each is compared with ours, as a witness; none is published."""

from dataclasses import dataclass
from pathlib import Path

from release.acquire.acquired import WITNESSES
from release.acquire.drop import witness_name
from release.artifact import Artifact, Digest
from release.errors import ParityError
from release.files import read_bytes
from release.guard.drops import DROP_LIMIT
from release.prove.identify import Answer, identify
from release.prove.release_set import Proven


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A dropped model that holds what ours holds, and how that was seen."""

    name: str
    digest: Digest
    how: str


def compare(acquired: Path, proven: Proven) -> tuple[Agreement, ...]:
    """Return how each dropped model below `acquired` agrees with ours, which is `proven`.

    Raises ParityError for one that does not, or of which it cannot be told: then somebody believes
    in other weights than the pin's, and people have to look before anything is signed.
    """
    folder = acquired / WITNESSES
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return tuple(
        _agreement(
            witness_name(file.name, proven.pin.model),
            read_bytes(file, limit=DROP_LIMIT),
            graph=proven.graph,
            checkpoint=proven.checkpoint,
        )
        for file in files
    )


def _agreement(name: str, data: bytes, *, graph: bytes, checkpoint: bytes) -> Agreement:
    artifact = Artifact.of(name, data)
    if data == graph:
        return Agreement(name=name, digest=artifact.digest, how="the same bytes as ours")
    verdict = identify(data, checkpoint)
    if verdict.answer is not Answer.SAME:
        tensor = f"; {verdict.tensor}" if verdict.tensor else ""
        raise ParityError(
            f"{name}: {verdict.answer.value}: {verdict.reason}{tensor}",
            expected="a dropped model with the weights of the pinned checkpoint",
            remedy="delete the branch if the file is wrong; else review the pin before releasing",
        )
    return Agreement(name=name, digest=artifact.digest, how=f"the same weights: {verdict.reason}")


def rendered(agreements: tuple[Agreement, ...]) -> str:
    """Return the part of the job summary that speaks of dropped models; empty without any."""
    if not agreements:
        return ""
    rows = (f"| `{a.name}` | `{a.digest}` | {a.how} |" for a in agreements)
    head = ("### Dropped models, compared", "", "| drop | file | agreement |", "|---|---|---|")
    return "\n".join((*head, *rows))
