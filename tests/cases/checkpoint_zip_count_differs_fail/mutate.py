"""The end record counts a member less than there are."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    short = (int.from_bytes(good[-12:-10], "little") - 1).to_bytes(2, "little")
    return zips.patched(good, -14, short * 2)
