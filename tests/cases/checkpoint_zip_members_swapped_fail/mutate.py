"""The directory gives two tensors each other's place."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    one, two = zips.member(good, "data/0"), zips.member(good, "data/10")
    swapped = zips.patched(good, one.entry + 16, good[two.entry + 16 : two.entry + 28])
    return zips.patched(swapped, one.entry + 42, good[two.entry + 42 : two.entry + 46])
