"""The archive is of version 99."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.update({"archive/version": b"99\n"}))
