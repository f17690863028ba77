"""The archive says that its numbers are big-endian."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.update({"archive/byteorder": b"big"}))
