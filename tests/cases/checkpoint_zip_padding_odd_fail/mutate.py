"""The padding before a member holds other bytes than torch writes."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    place = zips.member(good, "data/0")
    return zips.patched(good, place.content - 1, b"!")
