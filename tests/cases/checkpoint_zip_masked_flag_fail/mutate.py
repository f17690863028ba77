"""The flags say that the header of a member is masked (0x2000)."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    place = zips.member(good, "data.pkl")
    flags = (zips.DESCRIBED | 0x2000).to_bytes(2, "little")
    return zips.patched(zips.patched(good, place.header + 6, flags), place.entry + 8, flags)
