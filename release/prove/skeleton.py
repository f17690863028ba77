"""The graph without its weights: one digest for each layout, whatever the checkpoint."""

import hashlib
from collections.abc import Iterable

from release.artifact import Digest
from release.errors import MalformedOnnxError
from release.names import FIXED_SIZE

LAYOUTS = {
    (1, None): Digest("a39eecc813d8a6fbbc966ddcdc59cc193ed625b2cd7c14ec7fdb21bdc8a1c3c7"),
    (1, FIXED_SIZE): Digest("a65a5d0850f84650df07696e540a06702a394febf1af01f8aab5c3235eb1b073"),
}
"""The skeletons by layout and size, for the tensor names of `model/u2netp_mirror.toml`.

A new layout is a new line here. An old line stays: its releases stay checkable.
"""


def skeleton(data: bytes, left_out: Iterable[slice]) -> Digest:
    """Return the SHA-256 of `data` without the parts `left_out`, which do not overlap.

    Left out are the numbers of every convolution's weight and bias (their names, shapes and
    lengths stay), and the whole metadata entries of the model: these name the checkpoint, the
    commit and the licence of a pin, and are compared with the pin word for word instead.
    """
    digest, at = hashlib.sha256(), 0
    view = memoryview(data)
    for part in sorted(left_out, key=lambda s: int(s.start)):
        digest.update(view[at : part.start])
        at = part.stop
    digest.update(view[at:])
    return Digest(digest.hexdigest())


def require_skeleton(found: Digest, layout: int, size: int | None = None) -> None:
    """Refuse a graph that is not the one of `layout` for `size`; raises MalformedOnnxError."""
    wanted = LAYOUTS.get((layout, size))
    if found != wanted:
        raise MalformedOnnxError(
            f"without its weights the graph is {found}",
            expected=f"{wanted or 'no such layout'}, as layout {layout} is",
            remedy="export the graph again; a new layout needs a new number and a review",
        )
