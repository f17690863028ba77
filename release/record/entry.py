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
    """
    new = entry(manifest)
    for old in registry.entries:
        if old.id == new.id:
            kept = replace(new.mirror, status=old.mirror.status)
            new = replace(new, mirror=kept)
        elif _older(old.mirror, new.mirror):
            superseded = replace(old.mirror, status=Status.SUPERSEDED)
            registry = registry.with_entry(replace(old, mirror=superseded))
    return registry.with_entry(new)


def _older(old: Mirror, new: Mirror) -> bool:
    same = old.tag.model == new.tag.model and old.tag.n < new.tag.n
    return same and old.status is Status.ACTIVE
