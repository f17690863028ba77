"""The tree of a log, leaf by leaf (RFC 6962, section 2.1): what is read is what the root covers."""

import hashlib
from dataclasses import dataclass


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of an entry."""
    return hashlib.sha256(b"\0" + body).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def subtree(hashes: tuple[bytes, ...]) -> bytes:
    """Return the root over `hashes`, of which there are a power of two."""
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = tuple(_node(left, right) for left, right in pairs)
    return hashes[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """A tree of `size` leaves by the roots of its whole subtrees, the largest first."""

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse another number of roots than the size has ones in binary."""
        if len(self.roots) != self.size.bit_count():
            raise ValueError(f"{len(self.roots)} roots for {self.size} leaves")

    def add(self, leaf: bytes) -> "Frontier":
        """Return the tree with one leaf more, by its hash."""
        roots, size, new = self.roots, self.size, leaf
        while size & 1:
            new, roots, size = _node(roots[-1], new), roots[:-1], size >> 1
        return Frontier(size=self.size + 1, roots=(*roots, new))

    @property
    def root(self) -> bytes:
        """The hash of the whole tree."""
        if not self.roots:
            return hashlib.sha256().digest()
        *rest, root = self.roots
        for left in reversed(rest):
            root = _node(left, root)
        return root


def parts(size: int) -> tuple[tuple[int, int], ...]:
    """Return the whole subtrees of a tree of `size` leaves: level, and index at that level."""
    found, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return tuple(found)
