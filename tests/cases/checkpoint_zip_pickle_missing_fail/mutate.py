"""The archive has no `data.pkl`."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.pop("archive/data.pkl"))
