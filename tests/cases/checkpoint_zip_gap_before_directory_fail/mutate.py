"""Eight bytes stand between the last member and the directory."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    start, size = (int.from_bytes(good[a:b], "little") for a, b in ((-6, -2), (-10, -6)))
    count = int.from_bytes(good[-12:-10], "little")
    end = zips.end(count=count, size=size, start=start + 8)
    return good[:start] + bytes(8) + good[start : start + size] + end
