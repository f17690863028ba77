"""One bit of the time in a member's header is flipped."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.flipped(good, zips.member(good, "data/0").header + 10)
