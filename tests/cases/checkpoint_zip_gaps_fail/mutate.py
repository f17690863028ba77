"""Eight bytes stand between the members."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.write_members(zips.read(good).items(), gap=bytes(8))
