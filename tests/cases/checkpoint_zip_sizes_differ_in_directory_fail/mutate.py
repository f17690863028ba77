"""The directory has two sizes for a stored member."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, zips.member(good, "data/0").entry + 20, b"\x01\x00\x00\x00")
