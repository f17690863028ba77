"""The method of a member is 99 in the directory."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, zips.member(good, "data.pkl").entry + 10, b"\x63\x00")
