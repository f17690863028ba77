"""A member has another name in its header than in the directory."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, zips.member(good, "data.pkl").header + 30, b"archive/data.txt")
