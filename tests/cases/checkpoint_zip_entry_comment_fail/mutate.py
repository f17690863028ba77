"""An entry of the directory claims a comment."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, zips.member(good, "version").entry + 32, b"\x04\x00")
