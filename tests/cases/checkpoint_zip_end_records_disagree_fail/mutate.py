"""The 64-bit end record has another place for the directory than the plain one."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, len(good) - 22 - 20 - 8, (0).to_bytes(8, "little"))
