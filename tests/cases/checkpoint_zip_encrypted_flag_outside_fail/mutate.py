"""The flags say "encrypted" in the header of a member alone."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    place = zips.member(good, "data.pkl")
    return zips.patched(good, place.header + 6, (zips.DESCRIBED | 1).to_bytes(2, "little"))
