"""The end record says that the archive continues on another disk."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, -18, b"\x01\x00")
