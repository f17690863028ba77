"""An entry of the directory claims an extra field."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.patched(good, zips.member(good, "data.pkl").entry + 30, b"\x04\x00")
