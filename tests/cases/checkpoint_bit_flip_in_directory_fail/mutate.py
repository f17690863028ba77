"""One bit of a name in the directory is flipped."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.flipped(good, zips.member(good, "data/0").entry + 47)
