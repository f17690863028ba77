"""Numbers below a release that hold none of ours: the bot burns them together with its record."""

from collections.abc import Callable, Iterable

from release.errors import (
    BundleError,
    DigestMismatchError,
    InvalidRecordError,
    MissingInputError,
    SignatureError,
)
from release.lifecycle import Change, burn
from release.names import Tag
from release.registry import Registry
from release.sign.release_set import ReleaseSet

Released = Callable[[Tag], ReleaseSet]
"""The release of a tag, downloaded and accepted under the policy of the base."""

LOST = "taken before we used it; it holds no release of ours"
"""The reason that the bot gives for a burned number."""

_NOT_OURS = (
    BundleError,
    DigestMismatchError,
    InvalidRecordError,
    MissingInputError,
    SignatureError,
)


def with_lost(registry: Registry, tag: Tag, lost: Iterable[int]) -> Registry:
    """Return `registry` with the numbers `lost` below `tag` burned, if nobody recorded them."""
    recorded = {known.n for known in registry.tags(tag.model)}
    for n in sorted({n for n in lost if n < tag.n} - recorded):
        registry = burn(registry, Change(tag=Tag(model=tag.model, n=n), reason=LOST))
    return registry


def newly_lost(before: Registry, after: Registry, model: str) -> tuple[Tag, ...]:
    """Return the numbers of `model` that only `after` burns, in the bot's words."""
    new = (row for row in after.burned if row not in before.burned)
    return tuple(row.tag for row in new if row.reason == LOST and row.tag.model == model)


def is_ours(tag: Tag, released: Released) -> bool:
    """Tell whether `tag` is a release that the policy accepts; raises what gives no answer."""
    try:
        released(tag)
    except _NOT_OURS:
        return False
    return True
