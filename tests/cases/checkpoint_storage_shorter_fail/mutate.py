"""A storage holds fewer bytes than it declares."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.update({"archive/data/797": b""}))
