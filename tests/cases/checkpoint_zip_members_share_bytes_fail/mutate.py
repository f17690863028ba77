"""The directory has a second entry for a member's bytes, under another name."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    place = zips.member(good, "data/797")
    start = int.from_bytes(good[-6:-2], "little")
    listed = good[start : start + int.from_bytes(good[-10:-6], "little")]
    entry = good[place.entry : place.entry + 46] + b"archive/data/798"
    listed += entry
    count = int.from_bytes(good[-12:-10], "little") + 1
    return good[:start] + listed + zips.end(count=count, size=len(listed), start=start)
