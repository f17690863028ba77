"""One bit of the pickle is flipped."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.flipped(good, zips.member(good, "data.pkl").content + 99)
