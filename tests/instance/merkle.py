"""The tree of a transparency log: root and inclusion proof (RFC 6962, section 2.1)."""

import hashlib
from collections.abc import Sequence


def leaf(body: bytes) -> bytes:
    """Return the hash of an entry."""
    return hashlib.sha256(b"\0" + body).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the hash of the tree over `leaves`, of which there is at least one."""
    if len(leaves) == 1:
        return leaves[0]
    split = _split(len(leaves))
    return hashlib.sha256(b"\1" + root(leaves[:split]) + root(leaves[split:])).digest()


def proof(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the hashes that lead from the leaf at `index` to the root, from below."""
    if len(leaves) == 1:
        return ()
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return (*proof(index, left), root(right))
    return (*proof(index - split, right), root(left))


def _split(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
