"""The registry entry of a release, and what becomes of the ones before."""

from dataclasses import replace

from release.artifact import Digest
from release.entry import Kind, RegistryEntry
from release.lifecycle import Change, require_history, supersede
from release.manifest import Manifest
from release.mirror import Mirror, Status
from release.names import Names, Role, Tag
from release.policy import Publisher
from release.record.sidecar import sidecar
from release.registry import Registry


def entry(manifest: Manifest, publisher: Publisher) -> RegistryEntry:
    """Return the entry of the release that `manifest` speaks of and `publisher` signed."""
    upstream, checkpoint = manifest.upstream, manifest.checkpoint
    return RegistryEntry(
        id=Names(manifest.tag).registry_id,
        kind=Kind.FILTER,
        model=manifest.artifact(Role.MODEL).digest,
        sidecar=Digest.of(sidecar(manifest)),
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
            publisher=publisher.from_n,
            status=Status.ACTIVE,
        ),
    )


def recorded(registry: Registry, manifest: Manifest, publisher: Publisher) -> Registry:
    """Return `registry` with the release as active, and older active ones as superseded.

    An entry that is there already keeps its status: a yanked release is not revived by a re-run.
    One that is recorded late, after a newer one, is superseded from the start.

    Raises InvalidRecordError when the number is recorded as something else.
    """
    made, tag = entry(manifest, publisher), manifest.tag
    known = [mirror for mirror in registry.mirrors(tag.model) if mirror.tag == tag]
    active = [m.tag for m in registry.mirrors(tag.model) if m.status is Status.ACTIVE]
    newer = max((other for other in active if other.n > tag.n), default=None, key=lambda t: t.n)
    after = registry.with_entry(_placed(made, registry, known[0] if known else None, newer))
    for older in (other for other in active if other.n < tag.n):
        after = supersede(after, Change(tag=older, reason=_why(tag)))
    require_history(registry, after)
    return _without_fulfilled_wish(after, manifest)


def _placed(
    made: RegistryEntry, registry: Registry, known: Mirror | None, newer: Tag | None
) -> RegistryEntry:
    """Return the entry with what only the registry knows: status, reason, and what it brings back.

    What the manifest says is not taken from `known`, so that a difference is seen.
    """
    if (mirror := made.mirror) is None:
        return made
    if known:
        status, reason, rollback = known.status, known.reason, known.rollback_of
        mirror = replace(mirror, status=status, reason=reason, rollback_of=rollback)
        return replace(made, mirror=mirror)
    if newer:
        mirror = replace(mirror, status=Status.SUPERSEDED, reason=_why(newer))
    wish = registry.rollback(mirror.tag.model)
    contents = {m.tag: m.content_key for m in registry.mirrors(mirror.tag.model)}
    if wish and contents[wish.to] == mirror.content_key:
        mirror = replace(mirror, rollback_of=wish.to.n)
    return replace(made, mirror=mirror)


def _why(newer: Tag) -> str:
    return f"{newer} took its place"


def _without_fulfilled_wish(registry: Registry, manifest: Manifest) -> Registry:
    wish = registry.rollback(manifest.tag.model)
    done = {m.rollback_of for m in registry.mirrors(manifest.tag.model) if m.tag == manifest.tag}
    return registry.without(wish) if wish and wish.to.n in done else registry
