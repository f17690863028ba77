"""A storage says that it has -1 numbers."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, -12, b"\xff" * 8)
