"""The header of a member has a size, the directory another one."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, zips.member(good, "data.pkl").header + 18, b"\x10\x00\x00\x00" * 2)
