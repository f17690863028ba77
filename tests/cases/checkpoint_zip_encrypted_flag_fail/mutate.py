"""The flags of a member say that it is encrypted, in both places."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    place = zips.member(good, "data.pkl")
    flags = (zips.DESCRIBED | 1).to_bytes(2, "little")
    return zips.patched(zips.patched(good, place.header + 6, flags), place.entry + 8, flags)
