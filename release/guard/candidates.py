"""Which published releases may be ours: told by what they hold and by what people marked."""

from dataclasses import dataclass

from release.artifact import Digest
from release.guard.questions import Published
from release.mirror import Status
from release.names import Tag
from release.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A published release that may be ours, with the server's digest of its manifest."""

    tag: Tag
    manifest: Digest


def void(registry: Registry, model: str) -> frozenset[Tag]:
    """Return the numbers that people marked as burned, with or without a release of ours."""
    marked = {mirror.tag for mirror in registry.mirrors(model) if mirror.status is Status.BURNED}
    return frozenset(marked | {row.tag for row in registry.burned if row.tag.model == model})


def candidates(releases: tuple[Published, ...], burned: frozenset[Tag]) -> tuple[Candidate, ...]:
    """Return the releases that may be ours, by number.

    One without a manifest is somebody else's: ours are complete before they are public. One that
    people marked as burned is nobody's any more.
    """
    ours = (
        Candidate(tag=release.tag, manifest=release.manifest)
        for release in releases
        if release.manifest is not None and release.tag not in burned
    )
    return tuple(sorted(ours, key=lambda candidate: candidate.tag.n))


def before(found: tuple[Candidate, ...], tag: Tag) -> Digest | None:
    """Return the manifest of the newest release below `tag`, which the next one names."""
    below = [candidate.manifest for candidate in found if candidate.tag.n < tag.n]
    return below[-1] if below else None
