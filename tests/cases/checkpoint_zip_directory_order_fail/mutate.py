"""The directory lists two members in another order than they stand in."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    one, two = zips.member(good, "data/1").entry, zips.member(good, "data/2").entry
    length = two - one
    return zips.patched(good, one, good[two : two + length] + good[one:two])
