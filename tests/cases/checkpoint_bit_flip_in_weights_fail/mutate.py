"""One bit of a weight is flipped."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.flipped(good, zips.member(good, "data/0").content + 5)
