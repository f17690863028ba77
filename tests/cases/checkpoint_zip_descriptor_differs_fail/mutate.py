"""The descriptor behind a member has another checksum."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, zips.member(good, "data.pkl").descriptor + 4, b"\xff\xff\xff\xff")
