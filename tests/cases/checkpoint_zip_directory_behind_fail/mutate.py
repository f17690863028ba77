"""Bytes stand behind the last entry of the directory, within its size."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    start, size = (int.from_bytes(good[a:b], "little") for a, b in ((-6, -2), (-10, -6)))
    count = int.from_bytes(good[-12:-10], "little")
    return good[: start + size] + bytes(8) + zips.end(count=count, size=size + 8, start=start)
