"""The archive has a comment, which holds another end record."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, -2, (22).to_bytes(2, "little")) + good[-22:]
