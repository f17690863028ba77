"""The end record counts fewer members on this disk than in all."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    here = (int.from_bytes(good[-12:-10], "little") - 1).to_bytes(2, "little")
    return zips.patched(good, -14, here)
