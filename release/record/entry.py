"""The registry entry of a release, and what becomes of the one before."""

from dataclasses import replace

from release.artifact import Digest
from release.manifest import Manifest
from release.names import Names, Role
from release.registry import Kind, Mirror, Registry, RegistryEntry, Status


def entry(manifest: Manifest) -> RegistryEntry:
    """Return the entry of the release that `manifest` speaks of."""
    upstream, checkpoint = manifest.upstream, manifest.checkpoint
    return RegistryEntry(
        kind=Kind.FILTER,
        model=manifest.artifact(Role.MODEL).digest,
        opset=manifest.contract.opset,
        licence=manifest.licence.spdx,
        licence_url=manifest.licence.url,
        description=(
            f"{manifest.tag.model}, saliency: {manifest.contract.input} float32 [1,3,H,W] to "
            f"{manifest.contract.output} float32 [1,1,H,W]"
        ),
        notes=(
            f"The weights of {checkpoint.name} ({checkpoint.digest}) of {upstream.repository} at "
            f"{upstream.commit}. Asset {Names(manifest.tag).asset(Role.MODEL)} of the release "
            f"{manifest.tag}; the file itself is not in the tree."
        ),
        mirror=Mirror(
            tag=manifest.tag,
            manifest=Digest.of(manifest.dump()),
            content_key=manifest.content_key,
            status=Status.ACTIVE,
        ),
    )


def recorded(registry: Registry, manifest: Manifest) -> Registry:
    """Return `registry` with the release as active, and older active ones as superseded.

    An entry that is there already keeps its status: a yanked release is not revived by a re-run.
    One that is recorded late, after a newer one, is superseded from the start.
    """
    new = entry(manifest)
    for old in registry.entries:
        if old.id == new.id:
            new = _with_status(new, old.mirror.status)
        elif _older(old.mirror, new.mirror):
            registry = registry.with_entry(_with_status(old, Status.SUPERSEDED))
        elif _older(new.mirror, old.mirror):
            new = _with_status(new, Status.SUPERSEDED)
    return registry.with_entry(new)


def _with_status(row: RegistryEntry, status: Status) -> RegistryEntry:
    return replace(row, mirror=replace(row.mirror, status=status))


def _older(old: Mirror, new: Mirror) -> bool:
    """Tell whether `old` is an active release that `new` takes the place of."""
    same = old.tag.model == new.tag.model and old.tag.n < new.tag.n
    return same and old.status is Status.ACTIVE and new.status is not Status.BURNED
