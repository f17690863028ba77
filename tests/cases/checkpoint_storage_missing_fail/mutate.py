"""The bytes of a storage are not in the archive."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.pop("archive/data/797"))
