"""One bit of the end record is flipped."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.flipped(good, len(good) - 22)
