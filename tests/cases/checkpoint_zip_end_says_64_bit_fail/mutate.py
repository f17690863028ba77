"""The plain end record leaves the place of the directory to the 64-bit one (0xFFFFFFFF)."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, -6, b"\xff\xff\xff\xff")
