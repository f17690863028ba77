"""The archive has no version."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.pop("archive/version"))
