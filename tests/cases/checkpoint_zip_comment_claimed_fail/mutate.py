"""The end record claims a comment of five bytes, which is not there."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, -2, b"\x05\x00")
