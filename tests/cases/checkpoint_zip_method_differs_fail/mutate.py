"""The method of a member is "deflated" in its header, "stored" in the directory."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, zips.member(good, "data.pkl").header + 8, b"\x08\x00")
